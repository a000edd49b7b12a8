using System.Text.Json;
using System.Text.Json.Serialization;

namespace RenderStudio.Core.Replicate;

/// <summary>
/// The models we offer and the size table they share, from the embedded models.json. Inputs and limits are as published
/// on each model's API page (https://replicate.com/{owner}/{name}/api); outputs are asked for as PNG where there is a
/// choice, because we encode them ourselves.
/// </summary>
public sealed record ModelCatalogue(IReadOnlyList<AspectRatio> AspectRatios, IReadOnlyList<Model> Models)
{
    /// <param name="modes">Each must have exactly one default model.</param>
    /// <exception cref="InvalidDataException">The file contradicts itself or the modes.</exception>
    public static ModelCatalogue Load(IReadOnlyList<string> modes)
    {
        using var stream = typeof(ModelCatalogue).Assembly
            .GetManifestResourceStream($"{typeof(ModelCatalogue).Namespace}.models.json")!;
        var catalogue = JsonSerializer.Deserialize(stream, ModelJson.Default.ModelCatalogue)!;
        return ModelCatalogueCheck.Checked(catalogue, modes);
    }

    /// <summary>The default of a mode comes first.</summary>
    public IReadOnlyList<Model> Of(string mode) =>
        [.. Models.Where(model => model.Modes.Contains(mode)).OrderBy(model => !model.DefaultFor.Contains(mode))];

    /// <param name="requested">The owner's wish; null takes the mode's default.</param>
    public Result<Model> Choose(string mode, string? requested)
    {
        var offered = Of(mode);
        var chosen = requested is null ? offered[0] : offered.FirstOrDefault(model => model.Id == requested);
        return chosen is not null
            ? chosen
            : Problem.OfField("model",
                $"No such model for {mode}. Known: {string.Join(", ", offered.Select(model => model.Id))}.");
    }

    /// <summary>The model a stored generation names; it was chosen from this catalogue once.</summary>
    public Model Get(string id) => Models.Single(model => model.Id == id);

    /// <summary>The exact size that a model makes from words alone; null when it decides by itself.</summary>
    public PixelSize? SizeOf(Model model, string aspectRatio, string quality) =>
        model.Sizes is { } sizes && AspectRatios.FirstOrDefault(ratio => ratio.Id == aspectRatio) is { } row
            ? row.At(sizes[quality])
            : null;

    /// <summary>Our request in the words of the model.</summary>
    public MappedRequest Map(Model model, ModelRequest request) =>
        MapRequest.Run(model, request, SizeOf(model, request.AspectRatio, request.Quality));
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ModelCatalogue))]
public sealed partial class ModelJson : JsonSerializerContext;
