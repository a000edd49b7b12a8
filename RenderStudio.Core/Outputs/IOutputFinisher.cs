using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;

namespace RenderStudio.Core.Outputs;

/// <summary>What a mode makes of an output. Blocking work of the processor.</summary>
public interface IOutputFinisher
{
    /// <param name="stop">Ends the work by an <see cref="OperationCanceledException"/>.</param>
    Result<FinisherResult> Finish(ReadOnlyMemory<byte> bytes, CancellationToken stop = default);
}

/// <param name="Png">The full picture once more, lossless; null where WebP is enough.</param>
/// <param name="Original">The model's own picture as WebP, where the full one is another.</param>
public sealed record FinisherResult(FinishedPicture Sizes, byte[]? Png, byte[]? Original, QualityAssessment QualityAssessment);

/// <summary>What a picture is worth by itself.</summary>
/// <param name="QualityScore">0 to 1.</param>
/// <param name="Parts">What that follows from, by name; each 0 to 1.</param>
/// <param name="Areas">Of each colour; null where there is no palette.</param>
public sealed record QualityAssessment(
    PictureSignature Signature, VariantFlaw? Flaw, double QualityScore, IReadOnlyDictionary<string, double> Parts,
    IReadOnlyList<AreaShare>? Areas = null);
