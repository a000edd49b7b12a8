using Azure;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;

namespace RenderStudio.Core.Outputs;

/// <summary>Chooses the finisher of a generation's outputs, once for all outputs of a prediction.</summary>
public sealed class OutputFinishers(
    InspireBriefStore briefs, PlanInspire plan, PictureGate gate, PhotoReader photos,
    InputSignatureStore signatures)
{
    private const int StencilSide = 128;

    public async Task<IOutputFinisher> ForAsync(Guid generationId, CancellationToken ct) =>
        await briefs.FindAsync(generationId, ct) is { } brief
            ? await gate.RunAsync(() => Inspired(plan.Run(brief)), ct)
            : new StandardFinisher(await InputSignatureAsync(generationId, ct));

    private static InspireFinisher Inspired(InspirePlan plan)
    {
        using var stencil = plan.DrawStencil(new(StencilSide, StencilSide));
        return new(plan, PictureSignature.Of(stencil));
    }

    /// <summary>
    /// Signature of the generation's first photo. It is computed once and stored, because several predictions need it.
    /// </summary>
    private async Task<PictureSignature?> InputSignatureAsync(Guid generationId, CancellationToken ct)
    {
        if (await signatures.FindInputAsync(generationId, ct) is not { } input)
            return null;
        if (input.Signature is { } known)
            return new(known);
        if (await ReadAsync(input, ct) is not { } signature)
            return null;
        await signatures.SetAsync(input.Id, signature.Pixels, ct);
        return signature;
    }

    /// <summary>
    /// Null when the photo is missing or storage is unavailable; the outputs are then not compared with their photo.
    /// </summary>
    private async Task<PictureSignature?> ReadAsync(InputSignature input, CancellationToken ct)
    {
        try
        {
            return await photos.UseAsync(
                StudioContainers.Of(input.IsPublic), input.Path, content => SignatureAsync(content, ct), ct);
        }
        catch (Exception error) when (error is RequestFailedException or AggregateException or IOException)
        {
            return null;
        }
    }

    private async Task<PictureSignature?> SignatureAsync(BinaryData? photo, CancellationToken ct)
    {
        if (photo is null
            || (await gate.InspectAsync(photo.ToMemory(), PictureLimits.Inputs, ct)).Failed(out _, out var header))
            return null;
        return (await gate.RunAsync(header, stop => PictureSignature.Read(photo.ToMemory(), stop), ct)).Value;
    }
}
