using System.Text.Json.Serialization;

namespace RenderStudio.Core.Inspire;

/// <param name="Code">The maker's; null for a colour of the owner's own.</param>
/// <param name="Name">What a person calls it; null for a colour of the owner's own.</param>
/// <param name="Hex"><c>#rrggbb</c>; of a maker's range only approximate.</param>
public sealed record PaletteColor(string? Code, string? Name, string Hex)
{
    [JsonIgnore]
    public Rgb Rgb => Rgb.Parse(Hex);
}

/// <summary>A named range of colours that surfaces can be built in.</summary>
/// <param name="Note">What to know before trusting the values.</param>
public sealed record Palette(string Id, string Name, string Note, IReadOnlyList<PaletteColor> Colors);
