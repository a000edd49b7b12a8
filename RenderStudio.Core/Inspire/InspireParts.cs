namespace RenderStudio.Core.Inspire;

/// <summary>
/// The components of the quality score of an inspire picture, each from 0 to 1; higher is better. docs/inspire.md
/// explains what each means for building the surface.
/// </summary>
internal sealed record InspireParts
{
    /// <summary>
    /// Mean coverage of the colours; a colour counts fully when it takes at least a quarter of its requested area.
    /// </summary>
    public required double Coverage { get; init; }

    /// <summary>How close the areas are to the requested areas.</summary>
    public required double Balance { get; init; }

    /// <summary>Share of the surface that was buildable before specks were removed.</summary>
    public required double Regions { get; init; }

    /// <summary>1 when no neighbouring pixels differ; smooth edges are quick to lay.</summary>
    public required double Smoothness { get; init; }

    /// <summary>Mean difference between the colours.</summary>
    public required double Contrast { get; init; }

    /// <summary>Share of the surface that matches the stencil.</summary>
    public required double Likeness { get; init; }

    /// <summary>How close the model's colours were to the palette before they were mapped.</summary>
    public required double Fidelity { get; init; }

    /// <summary>The weighted mean of the components.</summary>
    public double Score =>
        (0.15 * Coverage) + (0.15 * Balance) + (0.15 * Regions) + (0.15 * Smoothness) + (0.05 * Contrast)
        + (0.2 * Likeness) + (0.15 * Fidelity);
}
