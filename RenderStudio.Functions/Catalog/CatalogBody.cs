using System.Text.Json.Serialization;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Functions.Catalog;

/// <summary>The catalog: all values that a frontend would otherwise hard-code.</summary>
public sealed record CatalogBody(
    IReadOnlyList<ModeBody> Modes, IReadOnlyList<ChoiceBody> Styles, IReadOnlyList<ChoiceBody> RoomTypes,
    IReadOnlyList<AspectRatioBody> AspectRatios, IReadOnlyList<ChoiceBody> Qualities, IReadOnlyList<ModelBody> Models,
    IReadOnlyList<Palette> Palettes, LimitsBody Limits);

public sealed record ChoiceBody(string Id, string Name)
{
    public static ChoiceBody Of(PromptEntry entry) => new(entry.Id, entry.Name);
}

/// <param name="Inputs">Names of the required photo fields, in order.</param>
/// <param name="Models">Ids of the models; the first is the default.</param>
public sealed record ModeBody(
    string Id, string Name, string Description, IReadOnlyList<string> Inputs, bool NeedsPrompt, string DefaultModel,
    IReadOnlyList<string> Models)
{
    public static ModeBody Of(Mode mode, ModelCatalogue models)
    {
        string[] offered = [.. models.Of(mode.Id).Select(model => model.Id)];
        return new(
            mode.Id, mode.Name, mode.Description, [.. Enumerable.Range(1, mode.Photos).Select(n => $"input{n}")],
            mode.NeedsPrompt, offered[0], offered);
    }
}

/// <param name="Sizes">Sizes by quality; null when the photo determines the size.</param>
public sealed record AspectRatioBody(string Id, string Name, IReadOnlyDictionary<string, PixelSize>? Sizes)
{
    public static AspectRatioBody Of(AspectRatio ratio) =>
        new(ratio.Id, ratio.Name, Quality.Known.ToDictionary(quality => quality, ratio.At));
}

/// <param name="Reshapes">Whether the model supports an aspect ratio other than the photo's.</param>
/// <param name="Sizes">
/// Exact sizes of pictures without a photo, by aspect ratio and quality; null when the model determines the size.
/// </param>
public sealed record ModelBody(
    string Id, string Name, IReadOnlyList<string> Modes, int CreditsPerVariant, int ExpectedSeconds, int MaxPhotos,
    bool TakesSeed, bool Reshapes, IReadOnlyDictionary<string, Dictionary<string, PixelSize>>? Sizes)
{
    public static ModelBody Of(Model model, ModelCatalogue models) => new(
        model.Id, model.Name, model.Modes, model.CreditsPerVariant, model.ExpectedSeconds, model.MaxPhotos,
        model.TakesSeed, model.Reshapes,
        model.Sizes is null
            ? null
            : models.AspectRatios.ToDictionary(ratio => ratio.Id, ratio => Quality.Known.ToDictionary(
                quality => quality, quality => models.SizeOf(model, ratio.Id, quality)!.Value)));
}

public sealed record LimitsBody(
    RangeBody PromptCharacters, RangeBody NegativePromptCharacters, RangeBody Variants, RangeBody Seed,
    RangeBody MaxWaitSeconds, PhotoLimitsBody Photo, InspireLimitsBody Inspire);

/// <param name="Stencils">Ids of the kinds of stencil.</param>
public sealed record InspireLimitsBody(
    RangeBody PaletteColors, RangeBody SurfaceMm, RangeBody PolygonPoints, RangeBody MinRegionMm,
    IReadOnlyList<string> Stencils);

public sealed record RangeBody(long Min, long Max);

public sealed record PhotoLimitsBody(
    long MaxBytes, long MaxPixels, long MaxProgressivePixels, int MinSide, int MaxSide,
    IReadOnlyList<string> ContentTypes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CatalogBody))]
public sealed partial class CatalogJson : JsonSerializerContext;
