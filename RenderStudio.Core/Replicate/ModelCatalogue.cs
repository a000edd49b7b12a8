using System.Text.Json;
using System.Text.Json.Serialization;

namespace RenderStudio.Core.Replicate;

/// <summary>
/// The available models and the size table that they share, from the embedded models.json. Inputs and limits are as
/// published on each model's API page (https://replicate.com/{owner}/{name}/api). Outputs are requested as PNG where
/// the model offers a choice, because the product encodes them itself.
/// </summary>
public sealed record ModelCatalogue(IReadOnlyList<AspectRatio> AspectRatios, IReadOnlyList<Model> Models)
{
    /// <param name="modes">The known modes. Each must have exactly one default model.</param>
    /// <exception cref="InvalidDataException">The file is inconsistent, or inconsistent with the modes.</exception>
    public static ModelCatalogue Load(IReadOnlyList<string> modes)
    {
        using var stream = typeof(ModelCatalogue).Assembly
            .GetManifestResourceStream($"{typeof(ModelCatalogue).Namespace}.models.json")!;
        var catalogue = JsonSerializer.Deserialize(stream, ModelJson.Default.ModelCatalogue)!;
        return ModelCatalogueCheck.Checked(catalogue, modes);
    }

    /// <summary>The models of a mode, its default model first.</summary>
    public IReadOnlyList<Model> Of(string mode) =>
        [.. Models.Where(model => model.Modes.Contains(mode)).OrderBy(model => !model.DefaultFor.Contains(mode))];

    /// <param name="requested">The model that the owner chose; null for the mode's default.</param>
    public Result<Model> Choose(string mode, string? requested)
    {
        var offered = Of(mode);
        var chosen = requested is null ? offered[0] : offered.FirstOrDefault(model => model.Id == requested);
        return chosen is not null
            ? chosen
            : Problem.OfField("model",
                $"Unknown model for {mode}. Known models: {string.Join(", ", offered.Select(model => model.Id))}.");
    }

    /// <summary>The model of a stored generation, which was chosen from this catalogue.</summary>
    public Model Get(string id) => Models.Single(model => model.Id == id);

    /// <summary>The size of a picture without a photo; null when the model determines it.</summary>
    public PixelSize? SizeOf(Model model, string aspectRatio, string quality) =>
        model.Sizes is { } sizes && AspectRatios.FirstOrDefault(ratio => ratio.Id == aspectRatio) is { } row
            ? row.At(sizes[quality])
            : null;

    /// <summary>Maps a request to the inputs of the model.</summary>
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
internal sealed partial class ModelJson : JsonSerializerContext;
