using System.Text.Json;

namespace RenderStudio.Core.Inspire;

/// <summary>What an inspire order says beside its theme; all of it was judged.</summary>
/// <param name="Palette">As it was submitted: a range's id, or a list of colours.</param>
/// <param name="Surface">As it was submitted; null for none.</param>
/// <param name="Colors">Of the palette; the first is the ground.</param>
public sealed record InspireSpecification(
    JsonElement Palette, JsonElement? Surface, StencilKind Stencil, int MinRegionMm, IReadOnlyList<PaletteColor> Colors)
{
    public const int DefaultRegionMm = 100;

    private const double GroundOfTwo = 0.6, Ground = 0.4;

    /// <summary>The area each colour should take: more for the ground, the rest shared equally.</summary>
    public static IReadOnlyList<double> Shares(int colors)
    {
        var ground = colors == 2 ? GroundOfTwo : Ground;
        return [ground, .. Enumerable.Repeat((1 - ground) / (colors - 1), colors - 1)];
    }
}
