using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Prompts;

namespace RenderStudio.Core.Renders;

/// <summary>A change of a render; a null field keeps its value.</summary>
public sealed record RenderChange
{
    /// <summary>An empty text removes the title.</summary>
    public string? Title { get; init; }

    public bool? Favorite { get; init; }

    /// <summary>Index of the variant that represents the render in lists.</summary>
    public long? CoverIndex { get; init; }
}

/// <summary>Changes title, favorite flag and cover of a render.</summary>
public sealed class ChangeRender(StudioDatabase database)
{
    public const int MaxTitle = 120;

    public async Task<Problem?> RunAsync(Guid id, RenderChange change, Caller caller, CancellationToken ct)
    {
        var title = UserText.Clean(change.Title);
        if (UserText.LengthOf(title ?? "") > MaxTitle)
            return Problem.OfField("title", $"Must not be longer than {MaxTitle} characters.");
        if (change.CoverIndex is < 0 or > int.MaxValue)
            return UnknownIndex;
        await using var connection = await database.OpenAsync(ct);
        if (await RenderStore.FindAsync(connection, id, caller.OwnerId) is not { } render)
            return GetRender.NotFound;
        return await RenderStore.ChangeAsync(connection, render, change, title)
            ? null
            : UnknownIndex;
    }

    private static Problem UnknownIndex { get; } =
        Problem.OfField("coverIndex", "There is no picture with this index.");
}
