using Microsoft.Extensions.Options;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Storage;

namespace RenderStudio.Core.Predictions;

/// <summary>Gives Replicate a way to an owner's photo: a signed link, or a copy in its Files API.</summary>
public sealed class InputLinks(
    BlobFiles blobs, ReplicateClient replicate, TimeProvider clock, IOptions<PredictionOptions> predictions,
    IOptions<ReplicateOptions> options)
{
    /// <returns>Null when the generation has no photo.</returns>
    public async Task<Uri?> PhotoAsync(StartBrief brief, CancellationToken ct)
    {
        if (brief.PhotoPath is not { } path)
            return null;
        if (options.Value.InputTransport == "link")
        {
            var expires = clock.GetUtcNow().AddMinutes(predictions.Value.InputLinkMinutes);
            return blobs.SignRead(StudioContainers.Private, path, expires);
        }

        var content = await blobs.ReadAsync(StudioContainers.Private, path, ct)
            ?? throw new FileNotFoundException("The generation's photo is gone from storage.");
        return await replicate.UploadFileAsync(content.ToArray(), brief.PhotoType!, Path.GetFileName(path), ct);
    }
}
