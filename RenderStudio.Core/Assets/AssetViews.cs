using RenderStudio.Core.Blobs;

namespace RenderStudio.Core.Assets;

/// <summary>Converts rows to views with newly signed links.</summary>
public sealed class AssetViews(BlobLinks links, PublicLinks publicLinks)
{
    public AssetView Of(Asset asset) => new(
        asset.Id, asset.Kind, asset.Path, LinkOf(asset), asset.ContentType, asset.Bytes, asset.Sha256, asset.Width,
        asset.Height, asset.IsPublic, asset.CreatedAt)
    {
        PublicUrl = PublicLinkOf(asset),
    };

    /// <summary>The permanent link to a public asset, or a signed link.</summary>
    public Uri LinkOf(Asset asset) => PublicLinkOf(asset) ?? links.Sign(asset.Path, isPublic: false);

    /// <returns>Null when the asset is private.</returns>
    public Uri? PublicLinkOf(Asset asset) => publicLinks.OfAsset(asset.Id, asset.Sha256, asset.IsPublic);
}
