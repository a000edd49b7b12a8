using Dapper;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Prompts;

namespace RenderStudio.Core.Renders;

/// <summary>What an owner may change; null leaves it alone.</summary>
public sealed record RenderChange
{
    /// <summary>Empty takes the title away.</summary>
    public string? Title { get; init; }

    public bool? Favorite { get; init; }

    /// <summary>Index of the picture that stands for all.</summary>
    public long? CoverIndex { get; init; }
}

/// <summary>Title, favorite and cover of a render.</summary>
public sealed class ChangeRender(StudioDatabase database)
{
    public const int MaxTitle = 120;

    public async Task<Problem?> RunAsync(Guid id, RenderChange change, Caller caller, CancellationToken ct)
    {
        var title = UserText.Clean(change.Title);
        if (title?.Length > MaxTitle)
            return Problem.OfField("title", $"Must not be longer than {MaxTitle} characters.");
        if (change.CoverIndex is < 0 or > int.MaxValue)
            return NoSuchPicture;
        await using var connection = await database.OpenAsync(ct);
        if (await RenderStore.FindAsync(connection, id, caller.OwnerId) is null)
            return GetRender.NotFound;
        var changed = await connection.ExecuteAsync(ChangeSql, new
        {
            id,
            hasTitle = change.Title is not null,
            title,
            change.Favorite,
            coverIndex = (int?)change.CoverIndex,
        });
        return changed == 1 ? null : NoSuchPicture;
    }

    private static Problem NoSuchPicture { get; } =
        Problem.OfField("coverIndex", "There is no picture with this index.");

    private const string ChangeSql =
        """
        update renders set title = case when @hasTitle then @title else title end,
            favorite = coalesce(@favorite, favorite), cover_index = coalesce(@coverIndex::int, cover_index),
            cover_chosen = cover_chosen or @coverIndex::int is not null
        where id = @id
            and (@coverIndex::int is null
                or exists (select from variants where render_id = @id and index = @coverIndex))
        """;
}
