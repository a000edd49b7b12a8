using System.Text.Json;
using System.Text.Json.Serialization;

namespace RenderStudio.Core.Inspire;

/// <summary>The available palettes, from the embedded palettes.json.</summary>
public sealed record PaletteCatalogue(IReadOnlyList<Palette> Palettes)
{
    public static PaletteCatalogue Load()
    {
        using var stream = typeof(PaletteCatalogue).Assembly
            .GetManifestResourceStream($"{typeof(PaletteCatalogue).Namespace}.palettes.json")!;
        var palettes = JsonSerializer.Deserialize(stream, PaletteJson.Default.IReadOnlyListPalette)!;
        return palettes.SelectMany(palette => palette.Colors).All(color => Rgb.TryParse(color.Hex, out _))
            ? new(palettes)
            : throw new InvalidDataException("palettes.json contains a colour that is not #rrggbb.");
    }

    public Palette? Find(string? id) => Palettes.FirstOrDefault(palette => palette.Id == id);

    /// <summary>An owner's colour, with code and name if a palette contains exactly this colour.</summary>
    public PaletteColor Named(Rgb color) =>
        Palettes.SelectMany(palette => palette.Colors).FirstOrDefault(known => known.Rgb == color)
        ?? new(null, null, color.ToString());
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(IReadOnlyList<Palette>))]
internal sealed partial class PaletteJson : JsonSerializerContext;
