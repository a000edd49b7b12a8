namespace RenderStudio.Core.Assets;

/// <summary>An asset as its owner sees it.</summary>
/// <param name="Url">Of a private one a signed link that expires within ten minutes; of a public one its lasting
/// address.</param>
public sealed record AssetView(
    Guid Id, string Kind, string Path, Uri Url, string ContentType, long Bytes, string Sha256, int Width, int Height,
    bool IsPublic, DateTime CreatedAt);
