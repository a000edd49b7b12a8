using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;

namespace RenderStudio.Core.Outputs;

/// <summary>
/// Turns an output into the files and the quality assessment of a variant, as its mode requires. The work is CPU-bound
/// and blocks the caller.
/// </summary>
public interface IOutputFinisher
{
    /// <param name="stop">Cancels the work, which then throws <see cref="OperationCanceledException"/>.</param>
    Result<FinisherResult> Finish(ReadOnlyMemory<byte> bytes, CancellationToken stop = default);
}

/// <param name="Png">The full picture as a lossless file; null where WebP is sufficient.</param>
/// <param name="Original">The model's own picture as WebP; null where the full size is that picture.</param>
public sealed record FinisherResult(
    FinishedPicture Sizes, byte[]? Png, byte[]? Original, QualityAssessment QualityAssessment);

/// <summary>The quality of a picture by itself, without comparison to other variants.</summary>
/// <param name="QualityScore">0 to 1.</param>
/// <param name="Parts">The components of the score by name, each from 0 to 1.</param>
/// <param name="Areas">The area of each colour; null where there is no palette.</param>
public sealed record QualityAssessment(
    PictureSignature Signature, VariantFlaw? Flaw, double QualityScore, IReadOnlyDictionary<string, double> Parts,
    IReadOnlyList<AreaShare>? Areas = null);
