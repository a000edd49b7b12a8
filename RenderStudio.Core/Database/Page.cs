namespace RenderStudio.Core.Database;

/// <summary>One page of a list.</summary>
/// <param name="NextCursor">Null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

public static class Page
{
    /// <summary>Creates a page from rows that were read with a limit of one more than the page's.</summary>
    public static Page<T> Of<T>(IReadOnlyList<T> rows, int limit, Func<T, Keyset> keyOf) => rows.Count <= limit
        ? new(rows, null)
        : new([.. rows.Take(limit)], keyOf(rows[limit - 1]).ToCursor());
}
