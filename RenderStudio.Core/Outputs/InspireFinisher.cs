using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;

namespace RenderStudio.Core.Outputs;

/// <summary>
/// Finishes an inspire output: maps it to the exact colours of its palette and scores it against the requested plan.
/// </summary>
/// <param name="stencil">Signature of the stencil that the model received.</param>
internal sealed class InspireFinisher(InspirePlan plan, PictureSignature stencil) : IOutputFinisher
{
    public Result<FinisherResult> Finish(ReadOnlyMemory<byte> bytes, CancellationToken stop = default)
    {
        if (Picture.Decode(bytes, stop).Failed(out var problem, out var picture))
            return problem;
        using (picture)
        {
            using var working = Working(picture);
            var clamped = ClampedPicture.Of(working, plan.Clamp);
            var counts = Areas.Count(clamped.Labels, plan.Palette.Count);
            if (counts.Sum() == 0)
                return new Problem(ProblemCode.ImageTooSmall, "The picture is too small to show the surface.");
            using var result = clamped.Draw(plan.Clamp.Colors);
            return new FinisherResult(
                PictureFinishing.Finish(result, WebPOptions.Exact), result.EncodePng(), picture.EncodeWebP(),
                Assess(picture, clamped, Areas.Shares(counts)));
        }
    }

    private QualityAssessment Assess(Picture picture, ClampedPicture clamped, IReadOnlyList<double> shares)
    {
        var signature = PictureSignature.Of(picture);
        var parts = MeasureParts.Run(clamped, plan.Clamp.Colors, shares, plan.Requested, plan.Stencil);
        return new(
            signature, signature.FlawAgainst(stencil), parts.Score,
            new Dictionary<string, double>
            {
                ["coverage"] = parts.Coverage,
                ["balance"] = parts.Balance,
                ["regions"] = parts.Regions,
                ["smoothness"] = parts.Smoothness,
                ["contrast"] = parts.Contrast,
                ["likeness"] = parts.Likeness,
                ["fidelity"] = parts.Fidelity,
            },
            Areas.Describe(shares, plan.Palette, plan.Surface));
    }

    /// <summary>
    /// An opaque picture, no larger than planned. A larger output is scaled down, because the additional pixels carry
    /// no information about the plan.
    /// </summary>
    private Picture Working(Picture picture)
    {
        var side = Math.Max(plan.Size.Width, plan.Size.Height);
        var opaque = picture.Opaque();
        if (opaque.Width <= side && opaque.Height <= side)
            return opaque;
        using (opaque)
            return opaque.FitWithin(side);
    }
}
