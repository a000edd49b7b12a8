namespace RenderStudio.Core.Inspire;

/// <summary>
/// The components of the quality score of an inspire picture, each from 0 to 1; higher is better. docs/inspire.md
/// explains what each means for building the surface.
/// </summary>
/// <param name="Coverage">Mean coverage of the colours; a colour counts fully when it takes at least a quarter of its
/// requested area.</param>
/// <param name="Balance">How close the areas are to the requested areas.</param>
/// <param name="Regions">Share of the surface that was buildable before specks were removed.</param>
/// <param name="Smoothness">1 when no neighbouring pixels differ; smooth edges are quick to lay.</param>
/// <param name="Contrast">Mean difference between the colours.</param>
/// <param name="Likeness">Share of the surface that matches the stencil.</param>
/// <param name="Fidelity">How close the model's colours were to the palette before they were mapped.</param>
internal sealed record InspireParts(
    double Coverage, double Balance, double Regions, double Smoothness, double Contrast, double Likeness,
    double Fidelity)
{
    /// <summary>The weighted mean of the components.</summary>
    public double Score =>
        (0.15 * Coverage) + (0.15 * Balance) + (0.15 * Regions) + (0.15 * Smoothness) + (0.05 * Contrast)
        + (0.2 * Likeness) + (0.15 * Fidelity);
}
