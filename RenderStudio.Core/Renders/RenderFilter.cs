namespace RenderStudio.Core.Renders;

/// <summary>Which renders, from where on; null does not narrow.</summary>
public sealed record RenderFilter
{
    public required Guid OwnerId { get; init; }

    public string? Mode { get; init; }

    public string? RoomType { get; init; }

    public string? Style { get; init; }

    /// <summary>Words of title or prompt, as a search engine takes them: <c>oak -walnut "window seat"</c>.</summary>
    public string? Words { get; init; }

    public bool? IsPublic { get; init; }

    public bool? Favorite { get; init; }

    /// <summary>Not before.</summary>
    public DateTime? From { get; init; }

    /// <summary>Before, and not at.</summary>
    public DateTime? To { get; init; }

    /// <summary>Those that were deleted and can still be restored, instead of the others.</summary>
    public bool Deleted { get; init; }

    public DateTime? BeforeAt { get; init; }

    public Guid? BeforeId { get; init; }

    public int Count { get; init; }
}
