using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Blobs;

/// <summary>
/// Links to the app. They begin with <c>Http:PublicBaseUrl</c> and never with the host that a request names. Links to
/// public files need no token, and change only when the content changes, so that responses can be cached.
/// </summary>
public sealed class PublicLinks(IOptions<PublicAddressOptions> address)
{
    /// <returns>Null for a private file.</returns>
    public Uri? OfAsset(Guid id, string sha256, bool isPublic) =>
        isPublic ? Absolute(PublicAddress.OfAsset(id, sha256)) : null;

    /// <param name="file">Its public name, such as <c>0_thumb.webp</c>.</param>
    /// <returns>Null for a private file.</returns>
    public Uri? OfRenderFile(Guid renderId, string file, string sha256, bool isPublic) =>
        isPublic ? Absolute(PublicAddress.OfRenderFile(renderId, file, sha256)) : null;

    /// <param name="path">Begins with a slash.</param>
    public Uri Absolute(string path) => new(new Uri(address.Value.PublicBaseUrl), path);
}
