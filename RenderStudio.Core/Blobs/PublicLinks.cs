using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Blobs;

/// <summary>
/// Permanent links to public files. They need no token, and change only when the content changes, so that responses can
/// be cached. Each method returns null for a private file.
/// </summary>
public sealed class PublicLinks(IOptions<PublicAddressOptions> address)
{
    public Uri? OfAsset(Guid id, string sha256, bool isPublic) =>
        isPublic ? Absolute(PublicAddress.OfAsset(id, sha256)) : null;

    /// <param name="file">Its public name, such as <c>0_thumb.webp</c>.</param>
    public Uri? OfRenderFile(Guid renderId, string file, string sha256, bool isPublic) =>
        isPublic ? Absolute(PublicAddress.OfRenderFile(renderId, file, sha256)) : null;

    private Uri Absolute(string path) => new(new Uri(address.Value.PublicBaseUrl), path);
}
