namespace RenderStudio.Core.Renders;

/// <summary>A render in a list.</summary>
public sealed record RenderSummary
{
    public required Guid Id { get; init; }

    public required Guid GenerationId { get; init; }

    public string? Title { get; init; }

    public required string Mode { get; init; }

    public string? RoomType { get; init; }

    public string? Style { get; init; }

    public required bool IsPublic { get; init; }

    public required bool Favorite { get; init; }

    public required int VariantCount { get; init; }

    /// <summary>
    /// Permanent link to the cover that needs no token; null while the render is private or deleted.
    /// </summary>
    public Uri? PublicUrl => Cover.PublicUrl;

    public required CoverView Cover { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>Null unless the list contains deleted renders.</summary>
    public DateTime? DeletedAt { get; init; }
}

/// <param name="Url">Signed link; expires within ten minutes.</param>
/// <param name="Placeholder">Mean colour as <c>#rrggbb</c>, to show while the picture loads.</param>
public sealed record CoverView(Uri Url, Uri? ThumbnailUrl, int Width, int Height, string Placeholder)
{
    /// <summary>Permanent link that needs no token; null while the render is private or deleted.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Permanent link to the thumbnail; null while the render is private or deleted.</summary>
    public Uri? PublicThumbnailUrl { get; init; }
}
