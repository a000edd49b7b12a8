using System.Text.Json.Serialization;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Functions.Catalog;

/// <summary>The catalog: all values that a frontend would otherwise hard-code.</summary>
public sealed record CatalogBody
{
    public required IReadOnlyList<ModeBody> Modes { get; init; }

    public required IReadOnlyList<ChoiceBody> Styles { get; init; }

    public required IReadOnlyList<ChoiceBody> RoomTypes { get; init; }

    public required IReadOnlyList<AspectRatioBody> AspectRatios { get; init; }

    public required IReadOnlyList<ChoiceBody> Qualities { get; init; }

    public required IReadOnlyList<ModelBody> Models { get; init; }

    public required IReadOnlyList<Palette> Palettes { get; init; }

    public required LimitsBody Limits { get; init; }
}

public sealed record ChoiceBody(string Id, string Name)
{
    public static ChoiceBody Of(PromptEntry entry) => new(entry.Id, entry.Name);
}

/// <summary>A kind of generation.</summary>
public sealed record ModeBody
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>Names of the required photo fields, in order.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    public required bool NeedsPrompt { get; init; }

    public required string DefaultModel { get; init; }

    /// <summary>Ids of the models; the first is the default.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    public static ModeBody Of(Mode mode, ModelCatalogue models)
    {
        string[] offered = [.. models.Of(mode.Id).Select(model => model.Id)];
        return new()
        {
            Id = mode.Id,
            Name = mode.Name,
            Description = mode.Description,
            Inputs = [.. Enumerable.Range(1, mode.Photos).Select(n => $"input{n}")],
            NeedsPrompt = mode.NeedsPrompt,
            DefaultModel = offered[0],
            Models = offered,
        };
    }
}

/// <param name="Sizes">Sizes by quality; null when the photo determines the size.</param>
public sealed record AspectRatioBody(string Id, string Name, IReadOnlyDictionary<string, PixelSize>? Sizes)
{
    public static AspectRatioBody Of(AspectRatio ratio) =>
        new(ratio.Id, ratio.Name, Quality.Known.ToDictionary(quality => quality, ratio.At));
}

/// <summary>An image model.</summary>
public sealed record ModelBody
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<string> Modes { get; init; }

    public required int CreditsPerVariant { get; init; }

    public required int ExpectedSeconds { get; init; }

    public required int MaxPhotos { get; init; }

    public required bool TakesSeed { get; init; }

    /// <summary>Whether the model supports an aspect ratio other than the photo's.</summary>
    public required bool Reshapes { get; init; }

    /// <summary>
    /// Exact sizes of pictures without a photo, by aspect ratio and quality; null when the model determines the size.
    /// </summary>
    public required IReadOnlyDictionary<string, Dictionary<string, PixelSize>>? Sizes { get; init; }

    public static ModelBody Of(Model model, ModelCatalogue models) => new()
    {
        Id = model.Id,
        Name = model.Name,
        Modes = model.Modes,
        CreditsPerVariant = model.CreditsPerVariant,
        ExpectedSeconds = model.ExpectedSeconds,
        MaxPhotos = model.MaxPhotos,
        TakesSeed = model.TakesSeed,
        Reshapes = model.Reshapes,
        Sizes = model.Sizes is null
            ? null
            : models.AspectRatios.ToDictionary(ratio => ratio.Id, ratio => Quality.Known.ToDictionary(
                quality => quality, quality => models.SizeOf(model, ratio.Id, quality)!.Value)),
    };
}

public sealed record LimitsBody
{
    public required RangeBody PromptCharacters { get; init; }

    public required RangeBody NegativePromptCharacters { get; init; }

    public required RangeBody Variants { get; init; }

    public required RangeBody Seed { get; init; }

    public required RangeBody MaxWaitSeconds { get; init; }

    public required PhotoLimitsBody Photo { get; init; }

    public required InspireLimitsBody Inspire { get; init; }
}

/// <param name="Stencils">Ids of the kinds of stencil.</param>
public sealed record InspireLimitsBody(
    RangeBody PaletteColors, RangeBody SurfaceMm, RangeBody PolygonPoints, RangeBody MinRegionMm,
    IReadOnlyList<string> Stencils);

public sealed record RangeBody(long Min, long Max);

/// <summary>The limits of a photo. A client can check a file by them before it uploads it.</summary>
public sealed record PhotoLimitsBody
{
    public required long MaxBytes { get; init; }

    public required long MaxPixels { get; init; }

    public required long MaxProgressivePixels { get; init; }

    public required long MaxWebPPixels { get; init; }

    public required long MaxTransparentWebPPixels { get; init; }

    public required int MinSide { get; init; }

    public required int MaxSide { get; init; }

    public required int MaxSideRatio { get; init; }

    public required IReadOnlyList<string> ContentTypes { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CatalogBody))]
public sealed partial class CatalogJson : JsonSerializerContext;
