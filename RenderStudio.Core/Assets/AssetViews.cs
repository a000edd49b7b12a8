using Microsoft.Extensions.Options;
using RenderStudio.Core.Blobs;

namespace RenderStudio.Core.Assets;

/// <summary>Converts rows to views with newly signed links.</summary>
public sealed class AssetViews(BlobLinks links, IOptions<PublicAddressOptions> address)
{
    public AssetView Of(Asset asset) => new()
    {
        Id = asset.Id,
        Kind = asset.Kind,
        Path = asset.Path,
        Url = LinkOf(asset),
        ContentType = asset.ContentType,
        Bytes = asset.Bytes,
        Sha256 = asset.Sha256,
        Width = asset.Width,
        Height = asset.Height,
        IsPublic = asset.IsPublic,
        CreatedAt = asset.CreatedAt,
    };

    public Uri LinkOf(Asset asset) => asset.IsPublic
        ? new(new(address.Value.PublicBaseUrl), PublicAddress.OfAsset(asset.Id, asset.Sha256))
        : links.Sign(asset.Path, isPublic: false);
}
