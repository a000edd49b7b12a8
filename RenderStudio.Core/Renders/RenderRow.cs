namespace RenderStudio.Core.Renders;

public sealed record RenderRow
{
    public required Guid Id { get; init; }

    public required Guid GenerationId { get; init; }

    public string? Title { get; init; }

    public required string Mode { get; init; }

    public string? RoomType { get; init; }

    public string? Style { get; init; }

    public string? Prompt { get; init; }

    public required bool IsPublic { get; init; }

    public required bool Favorite { get; init; }

    public required int VariantCount { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>Read with lists only, as the other cover columns.</summary>
    public string? CoverPath { get; init; }

    public string? CoverThumbnailPath { get; init; }

    public int CoverWidth { get; init; }

    public int CoverHeight { get; init; }
}
