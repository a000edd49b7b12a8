using System.Text.Json.Serialization;

namespace RenderStudio.Core.Inspire;

/// <param name="Code">The manufacturer's code; null for an owner's own colour.</param>
/// <param name="Name">The display name; null for an owner's own colour.</param>
/// <param name="Hex"><c>#rrggbb</c>; approximate for a manufacturer's palette.</param>
public sealed record PaletteColor(string? Code, string? Name, string Hex)
{
    [JsonIgnore]
    public Rgb Rgb => Rgb.Parse(Hex);
}

/// <summary>A named palette of colours that surfaces can be built in.</summary>
/// <param name="Note">How accurate the values are.</param>
public sealed record Palette(string Id, string Name, string Note, IReadOnlyList<PaletteColor> Colors);
