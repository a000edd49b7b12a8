using RenderStudio.Core.Imaging;

namespace RenderStudio.Core.Outputs;

/// <summary>Finishes an output whose pixels stay as the model made them.</summary>
/// <param name="input">Signature of the input photo; null without one.</param>
internal sealed class StandardFinisher(PictureSignature? input) : IOutputFinisher
{
    public Result<FinisherResult> Finish(ReadOnlyMemory<byte> bytes, CancellationToken stop = default)
    {
        if (Picture.Decode(bytes, stop).Failed(out var problem, out var picture))
            return problem;
        using (picture)
        {
            var signature = PictureSignature.Of(picture);
            var flaw = signature.FlawAgainst(input);
            return new FinisherResult(PictureFinishing.Finish(picture), null, null, new(
                signature, flaw, flaw is null ? 1 : 0,
                new Dictionary<string, double>
                {
                    ["content"] = flaw == VariantFlaw.Blank ? 0 : 1,
                    ["change"] = flaw == VariantFlaw.Unchanged ? 0 : 1,
                }));
        }
    }
}
