using RenderStudio.Core.Blobs;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Outputs;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Draws a generation's stencil and stores it as a private asset. Drawing it again gives the same stencil under the
/// same id and path, so that two concurrent starts, or a second attempt, store one asset.
/// </summary>
public sealed class DrawStencil(
    InspireBriefStore briefs, PlanInspire plan, PictureGate gate, BlobFiles blobs, StencilStore store)
{
    /// <returns>Null for a mode without a stencil.</returns>
    public async Task<InputPhoto?> RunAsync(Guid generationId, CancellationToken ct)
    {
        if (await briefs.FindAsync(generationId, ct) is not { } brief)
            return null;
        if (await store.FindAsync(brief, ct) is { } known)
            return new(known.Path, known.IsPublic, StencilStore.ContentType);

        var (content, width, height) = await gate.RunAsync(() => Draw(plan.Run(brief)), ct);
        var path = StoragePaths.JobAsset(brief.OwnerId, brief.Id, brief.StencilId, "_stencil", "png");
        if (!await blobs.CreateAsync(StudioContainers.Private, path, content, StencilStore.ContentType, ct))
            content = (await blobs.ReadAsync(StudioContainers.Private, path, ct))?.ToArray() ?? content;
        await store.AddAsync(brief, path, content, (width, height), ct);
        return new(path, IsPublic: false, StencilStore.ContentType);
    }

    private static (byte[] Content, int Width, int Height) Draw(InspirePlan plan)
    {
        using var drawn = plan.DrawStencil(plan.Size);
        return (drawn.EncodePng(), drawn.Width, drawn.Height);
    }
}
