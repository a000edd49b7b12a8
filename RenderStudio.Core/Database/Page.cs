namespace RenderStudio.Core.Database;

/// <summary>One page of a list.</summary>
/// <param name="NextCursor">Null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

public static class Page
{
    /// <summary>From rows of which one more was read than the page shows.</summary>
    public static Page<T> Of<T>(IReadOnlyList<T> rows, int limit, Func<T, Keyset> keyOf) => rows.Count <= limit
        ? new(rows, null)
        : new([.. rows.Take(limit)], keyOf(rows[limit - 1]).ToCursor());
}
