namespace RenderStudio.Core.Renders;

/// <summary>Which renders a page contains and where it starts; a null field does not filter.</summary>
public sealed record RenderFilter
{
    public required Guid OwnerId { get; init; }

    public string? Mode { get; init; }

    public string? RoomType { get; init; }

    public string? Style { get; init; }

    /// <summary>
    /// Words of title or prompt in web search syntax: <c>oak -walnut "window seat"</c>. A text without words matches no
    /// render.
    /// </summary>
    public string? Words { get; init; }

    /// <summary>Set together with the words by <see cref="ListRenders"/>.</summary>
    public string? Keys { get; init; }

    public bool? IsPublic { get; init; }

    public bool? Favorite { get; init; }

    /// <summary>Earliest creation time, inclusive.</summary>
    public DateTime? From { get; init; }

    /// <summary>Latest creation time, exclusive.</summary>
    public DateTime? To { get; init; }

    /// <summary>
    /// True for the deleted renders that can still be restored; false for the renders that are not deleted.
    /// </summary>
    public bool Deleted { get; init; }

    public DateTime? BeforeAt { get; init; }

    public Guid? BeforeId { get; init; }

    public int Count { get; init; }
}
