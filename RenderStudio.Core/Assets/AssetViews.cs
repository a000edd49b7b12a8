using Microsoft.Extensions.Options;
using RenderStudio.Core.Blobs;

namespace RenderStudio.Core.Assets;

/// <summary>Converts rows to views with newly signed links.</summary>
public sealed class AssetViews(BlobLinks links, IOptions<PublicAddressOptions> address)
{
    public AssetView Of(Asset asset) => new(
        asset.Id, asset.Kind, asset.Path, LinkOf(asset), asset.ContentType, asset.Bytes, asset.Sha256, asset.Width,
        asset.Height, asset.IsPublic, asset.CreatedAt);

    public Uri LinkOf(Asset asset) => asset.IsPublic
        ? new(new(address.Value.PublicBaseUrl), PublicAddress.OfAsset(asset.Id, asset.Sha256))
        : links.Sign(asset.Path, isPublic: false);
}
