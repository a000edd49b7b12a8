using System.Text.Json;

namespace RenderStudio.Core.Inspire;

/// <summary>The validated inspire fields of a request, except its theme.</summary>
/// <param name="Palette">As submitted: the id of a palette, or a list of colours.</param>
/// <param name="Surface">As submitted; null for none.</param>
/// <param name="Colors">The colours of the palette; the first is the ground.</param>
public sealed record InspireSpecification(
    JsonElement Palette, JsonElement? Surface, StencilKind Stencil, int MinRegionMm, IReadOnlyList<PaletteColor> Colors)
{
    public const int DefaultRegionMm = 100;

    private const double GroundOfTwo = 0.6, Ground = 0.4;

    /// <summary>The requested area of each colour: more for the ground, the rest shared equally.</summary>
    public static IReadOnlyList<double> Shares(int colors)
    {
        var ground = colors == 2 ? GroundOfTwo : Ground;
        return [ground, .. Enumerable.Repeat((1 - ground) / (colors - 1), colors - 1)];
    }
}
