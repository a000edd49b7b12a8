namespace RenderStudio.Core.Renders;

/// <summary>One picture of a ZIP archive.</summary>
public sealed record ZippedPicture
{
    public required Guid RenderId { get; init; }

    public required string Mode { get; init; }

    public string? RoomType { get; init; }

    public string? Style { get; init; }

    public string? Title { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required bool IsPublic { get; init; }

    public required int Index { get; init; }

    public required string Path { get; init; }

    /// <summary>
    /// A folder per render and a file per picture, <c>2026-11-21-küche-für-oma-3f2a…/1.webp</c>. The id makes the
    /// folder name unique, whatever the title is.
    /// </summary>
    public string EntryName => $"{CreatedAt:yyyy-MM-dd}-{Slug()}-{RenderId:n}/{Index + 1}.webp";

    private string Slug()
    {
        var words = FileNameWords.Of(Title ?? "");
        return words != "" ? words : FileNameWords.Of(string.Join('-', Mode, RoomType, Style));
    }
}
