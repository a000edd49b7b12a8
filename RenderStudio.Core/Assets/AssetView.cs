namespace RenderStudio.Core.Assets;

/// <summary>An asset as its owner sees it.</summary>
public sealed record AssetView
{
    public required Guid Id { get; init; }

    public required string Kind { get; init; }

    public required string Path { get; init; }

    /// <summary>
    /// For a private asset, a signed link that expires within ten minutes; for a public asset, its permanent address.
    /// </summary>
    public required Uri Url { get; init; }

    /// <summary>Permanent link that needs no token; null while the asset is private.</summary>
    public required Uri? PublicUrl { get; init; }

    public required string ContentType { get; init; }

    public required long Bytes { get; init; }

    public required string Sha256 { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required bool IsPublic { get; init; }

    public required DateTime CreatedAt { get; init; }
}
