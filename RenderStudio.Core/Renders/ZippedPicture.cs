namespace RenderStudio.Core.Renders;

/// <summary>One picture of a ZIP archive.</summary>
public sealed record ZippedPicture
{
    private const int MaxSlug = 60;

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
    /// A folder per render and a file per picture, <c>2026-11-21-attic-office-3f2a…/1.webp</c>. Lower-case letters,
    /// digits and hyphens are valid on every file system. The id makes the folder name unique, whatever the title is.
    /// </summary>
    public string EntryName => $"{CreatedAt:yyyy-MM-dd}-{Slug()}-{RenderId:n}/{Index + 1}.webp";

    private string Slug()
    {
        var words = Hyphened(Title ?? "");
        return words != "" ? words : Hyphened(string.Join('-', Mode, RoomType, Style));
    }

    private static string Hyphened(string text)
    {
        var letters = text.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : ' ');
        var words = string.Join('-', new string([.. letters]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return words[..Math.Min(words.Length, MaxSlug)].Trim('-');
    }
}
