using System.Text.Json.Nodes;

namespace RenderStudio.Core.Replicate;

/// <summary>
/// The models we offer, the default of a mode first. Inputs as published on each model's API page
/// (https://replicate.com/{owner}/{name}/api); outputs are asked for as PNG, because we encode them ourselves.
/// </summary>
public static class ModelCatalogue
{
    public static IReadOnlyList<Model> All { get; } =
    [
        new()
        {
            Id = "black-forest-labs/flux-schnell",
            Modes = ["imagine"],
            VariantsPerRun = 4,
            CreditsPerVariant = 1,
            ExpectedSeconds = 6,
            Map = request => new JsonObject
            {
                ["prompt"] = request.Prompt,
                ["aspect_ratio"] = request.AspectRatio,
                ["megapixels"] = request.Quality == "draft" ? "0.25" : "1",
                ["num_outputs"] = request.Variants,
                ["seed"] = request.Seed,
                ["output_format"] = "png",
            },
        },
        new()
        {
            Id = "adirik/interior-design",
            Version = "76604baddc85b1b4616e1c6475eca080da339c8875bd4996705440484a6eac38",
            Modes = ["redesign"],
            VariantsPerRun = 1,
            CreditsPerVariant = 2,
            ExpectedSeconds = 20,
            Map = request => WithNegative(request, new JsonObject
            {
                ["image"] = Photo(request),
                ["prompt"] = request.Prompt,
                ["num_inference_steps"] = Steps(request, 25, 50, 80),
                ["seed"] = request.Seed,
            }),
        },
        new()
        {
            Id = "black-forest-labs/flux-dev",
            Modes = ["redesign", "imagine"],
            VariantsPerRun = 4,
            CreditsPerVariant = 3,
            ExpectedSeconds = 15,
            Map = FluxDev,
        },
    ];

    /// <param name="requested">The owner's wish; null takes the mode's default.</param>
    public static Result<Model> Choose(string mode, string? requested)
    {
        var offered = All.Where(model => model.Modes.Contains(mode)).ToList();
        var chosen = requested is null
            ? offered.FirstOrDefault()
            : offered.FirstOrDefault(model => model.Id == requested);
        return chosen is not null
            ? chosen
            : Problem.OfField("model",
                $"No such model for {mode}. Known: {string.Join(", ", offered.Select(model => model.Id))}.");
    }

    /// <summary>The model a stored generation names; it was chosen from this catalogue once.</summary>
    public static Model Get(string id) => All.Single(model => model.Id == id);

    private static JsonObject FluxDev(ModelRequest request)
    {
        var input = new JsonObject
        {
            ["prompt"] = request.Prompt,
            ["num_outputs"] = request.Variants,
            ["num_inference_steps"] = Steps(request, 20, 28, 50),
            ["seed"] = request.Seed,
            ["megapixels"] = request.Quality == "draft" ? "0.25" : "1",
            ["output_format"] = "png",
        };
        if (request.Photo is not null)
        {
            // With a photo the picture keeps the photo's shape.
            input["image"] = Photo(request);
            input["prompt_strength"] = 0.75;
        }
        else
        {
            input["aspect_ratio"] = request.AspectRatio;
        }

        return input;
    }

    private static int Steps(ModelRequest request, int draft, int standard, int high) => request.Quality switch
    {
        "draft" => draft,
        "high" => high,
        _ => standard,
    };

    private static JsonObject WithNegative(ModelRequest request, JsonObject input)
    {
        if (request.NegativePrompt is { Length: > 0 } negative)
            input["negative_prompt"] = negative;
        return input;
    }

    private static string Photo(ModelRequest request) =>
        request.Photo?.AbsoluteUri
            ?? throw new InvalidOperationException("This model works on a photo, and there is none.");
}
