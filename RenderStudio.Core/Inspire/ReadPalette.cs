using System.Text.Json;

namespace RenderStudio.Core.Inspire;

/// <summary>Reads and validates the palette of a request.</summary>
public sealed class ReadPalette(PaletteCatalogue catalogue)
{
    public const int LeastColors = 2, MostColors = 12;

    /// <summary>Null when the palette is invalid; the reason is added to <paramref name="errors"/>.</summary>
    public IReadOnlyList<PaletteColor>? Run(JsonElement json, FieldErrors errors)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String when catalogue.Find(json.GetString()) is { } palette:
                return palette.Colors;
            case JsonValueKind.String:
                errors.Add("palette",
                    $"Is not known. Known: {string.Join(", ", catalogue.Palettes.Select(known => known.Id))}.");
                return null;
            case JsonValueKind.Array:
                return Own([.. json.EnumerateArray()], errors);
            default:
                errors.Add("palette", "Must be the id of a palette, or a list of #rrggbb.");
                return null;
        }
    }

    private IReadOnlyList<PaletteColor>? Own(IReadOnlyList<JsonElement> given, FieldErrors errors)
    {
        List<Rgb> colors = [];
        foreach (var one in given)
        {
            if (one.ValueKind == JsonValueKind.String && Rgb.TryParse(one.GetString(), out var color))
                colors.Add(color);
        }

        var error = colors.Count < given.Count ? "Contains an entry that is not #rrggbb."
            : colors.Count is < LeastColors or > MostColors
                ? $"Has {(colors.Count == 1 ? "1 colour" : $"{colors.Count} colours")}; "
                    + $"{LeastColors} to {MostColors} are allowed."
            : colors.Distinct().Count() < colors.Count ? "Has the same colour twice."
            : null;
        if (error is null)
            return [.. colors.Select(catalogue.Named)];
        errors.Add("palette", error);
        return null;
    }
}
