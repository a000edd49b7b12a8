namespace RenderStudio.Core.Assets;

/// <summary>An asset as its owner sees it.</summary>
/// <param name="Url">For a private asset, a signed link that expires within ten minutes; for a public asset, its
/// permanent address.</param>
public sealed record AssetView(
    Guid Id, string Kind, string Path, Uri Url, string ContentType, long Bytes, string Sha256, int Width, int Height,
    bool IsPublic, DateTime CreatedAt)
{
    /// <summary>Permanent link that needs no token; null while the asset is private.</summary>
    public Uri? PublicUrl { get; init; }
}
