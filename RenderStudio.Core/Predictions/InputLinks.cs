using Microsoft.Extensions.Options;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Predictions;

/// <summary>Makes an owner's photos readable for Replicate: as signed links, or as copies in its Files API.</summary>
public sealed class InputLinks(
    BlobFiles blobs, PhotoReader reader, ReplicateClient replicate, TimeProvider clock,
    IOptions<PredictionOptions> predictions, IOptions<ReplicateOptions> options)
{
    /// <returns>In the order of the request; empty when the generation has no photo.</returns>
    public Task<Uri[]> PhotosAsync(StartBrief brief, CancellationToken ct) =>
        Task.WhenAll(brief.Photos.Select(photo => PhotoAsync(photo, ct)));

    private async Task<Uri> PhotoAsync(InputPhoto photo, CancellationToken ct)
    {
        var container = StudioContainers.Of(photo.IsPublic);
        if (options.Value.InputDelivery == InputDelivery.SignedLink)
        {
            var expires = clock.GetUtcNow().AddMinutes(predictions.Value.InputLinkMinutes);
            return blobs.SignRead(container, photo.Path, expires);
        }

        return await reader.UseAsync(container, photo.Path, content => UploadAsync(content, photo, ct), ct);
    }

    private Task<Uri> UploadAsync(BinaryData? content, InputPhoto photo, CancellationToken ct) => content is null
        ? throw new FileNotFoundException("The generation's photo does not exist in storage.")
        : replicate.UploadFileAsync(content.ToMemory(), photo.ContentType, Path.GetFileName(photo.Path), ct);
}
