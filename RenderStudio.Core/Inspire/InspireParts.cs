namespace RenderStudio.Core.Inspire;

/// <summary>
/// What makes one inspired picture better than another; each from 0 to 1, the better the higher. docs/inspire.md says
/// what each means to somebody who builds it.
/// </summary>
/// <param name="Coverage">Of the colours wished for, how many take at least a quarter of what they should.</param>
/// <param name="Balance">How near the areas are to those wished for.</param>
/// <param name="Regions">The part of the surface that was buildable before specks were removed.</param>
/// <param name="Smoothness">How seldom neighbouring pixels differ: calm edges are quick to lay.</param>
/// <param name="Contrast">How far the colours side by side are apart.</param>
/// <param name="Likeness">How much of the stencil shows through.</param>
/// <param name="Fidelity">How near the model painted to the palette before it was clamped.</param>
public sealed record InspireParts(
    double Coverage, double Balance, double Regions, double Smoothness, double Contrast, double Likeness,
    double Fidelity)
{
    /// <summary>Their weighted mean.</summary>
    public double Score =>
        (0.15 * Coverage) + (0.15 * Balance) + (0.15 * Regions) + (0.15 * Smoothness) + (0.05 * Contrast)
        + (0.2 * Likeness) + (0.15 * Fidelity);
}
