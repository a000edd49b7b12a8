using RenderStudio.Core.Blobs;

namespace RenderStudio.Core.Assets;

/// <summary>Converts rows to views with newly signed links.</summary>
public sealed class AssetViews(BlobLinks links, PublicLinks publicLinks)
{
    public AssetView Of(Asset asset) => new()
    {
        Id = asset.Id,
        Kind = asset.Kind,
        Path = asset.Path,
        Url = LinkOf(asset),
        PublicUrl = PublicLinkOf(asset),
        ContentType = asset.ContentType,
        Bytes = asset.Bytes,
        Sha256 = asset.Sha256,
        Width = asset.Width,
        Height = asset.Height,
        IsPublic = asset.IsPublic,
        CreatedAt = asset.CreatedAt,
    };

    /// <summary>The permanent link to a public asset, or a signed link.</summary>
    public Uri LinkOf(Asset asset) => PublicLinkOf(asset) ?? links.Sign(asset.Path, isPublic: false);

    /// <returns>Null when the asset is private.</returns>
    public Uri? PublicLinkOf(Asset asset) => publicLinks.OfAsset(asset.Id, asset.Sha256, asset.IsPublic);
}
