namespace RenderStudio.Core.Assets;

/// <summary>An owner's stored picture.</summary>
public sealed record Asset
{
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public required string Kind { get; init; }

    public required string Path { get; init; }

    public required string ContentType { get; init; }

    public required long Bytes { get; init; }

    /// <summary>SHA-256 of the stored bytes, in lower-case hex.</summary>
    public required string Sha256 { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>The generation that the asset belongs to; null for an asset without a generation.</summary>
    public Guid? GenerationId { get; init; }

    public bool IsPublic { get; init; }

    /// <summary>Set by the database.</summary>
    public DateTime CreatedAt { get; init; }
}
