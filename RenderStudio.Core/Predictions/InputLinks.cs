using Microsoft.Extensions.Options;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Storage;

namespace RenderStudio.Core.Predictions;

/// <summary>Gives Replicate a way to an owner's photos: signed links, or copies in its Files API.</summary>
public sealed class InputLinks(
    BlobFiles blobs, ReplicateClient replicate, TimeProvider clock, IOptions<PredictionOptions> predictions,
    IOptions<ReplicateOptions> options)
{
    /// <returns>In the order of the request; empty when the generation has no photo.</returns>
    public Task<Uri[]> PhotosAsync(StartBrief brief, CancellationToken ct) => Task.WhenAll(
        brief.PhotoPaths.Select((path, index) =>
            PhotoAsync(path, brief.PhotoIsPublic[index], brief.PhotoTypes[index], ct)));

    private async Task<Uri> PhotoAsync(string path, bool isPublic, string contentType, CancellationToken ct)
    {
        var container = isPublic ? StudioContainers.Public : StudioContainers.Private;
        if (options.Value.InputTransport == "link")
        {
            var expires = clock.GetUtcNow().AddMinutes(predictions.Value.InputLinkMinutes);
            return blobs.SignRead(container, path, expires);
        }

        var content = await blobs.ReadAsync(container, path, ct)
            ?? throw new FileNotFoundException("The generation's photo is gone from storage.");
        return await replicate.UploadFileAsync(content.ToArray(), contentType, Path.GetFileName(path), ct);
    }
}
