using Dapper;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Assets;

/// <summary>A file that a row refers to.</summary>
internal sealed record FileRow
{
    public required string Path { get; init; }

    /// <summary>The container that the file belongs to.</summary>
    public required bool IsPublic { get; init; }

    /// <summary>True when the file must exist: its owner can see it, and no move is pending.</summary>
    public required bool Expected { get; init; }

    /// <summary>True when an earlier sweep found the file missing.</summary>
    public required bool Missing { get; init; }
}

/// <summary>Reads the rows that refer to files, in the order in which storage lists the files.</summary>
internal sealed class FileRowStore(StudioDatabase database, IEnumerable<IFileRows> rows)
{
    // A listing may lack files whose rows are younger than the listing.
    private const string AfterSql =
        """
        select path, bool_or(is_public) as is_public, bool_and(expected) as expected, bool_or(missing) as missing
        from (
            (select a.path, a.is_public, a.missing_since is not null as missing,
                a.deleted_at is null and a.created_at <= clock_timestamp() - interval '1 hour'
                    and not exists (select from pending_moves u where u.subject_id = a.id) as expected
            from assets a
            where a.cleared_at is null and a.path collate "C" > @after
            order by a.path collate "C" limit @count)
            union all
            (select f.path, r.is_public, f.missing_since is not null,
                v.created_at <= clock_timestamp() - interval '1 hour'
                    and not exists (select from pending_moves u where u.subject_id = r.id)
            from variant_files f
                join renders r on r.id = f.render_id
                join variants v on v.render_id = f.render_id and v.index = f.index
            where f.path collate "C" > @after
            order by f.path collate "C" limit @count)) as rows
        group by path
        order by path collate "C"
        limit @count
        """;

    /// <summary>The rows after a path, each file once.</summary>
    public async Task<IReadOnlyList<FileRow>> AfterAsync(string after, int count, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<FileRow>(AfterSql, new { after, count })];
    }

    /// <summary>Marks files as missing, or removes the mark.</summary>
    public async Task MarkAsync(IReadOnlyCollection<string> paths, bool missing, CancellationToken ct)
    {
        if (paths.Count == 0)
            return;
        await database.InTransactionAsync(async connection =>
        {
            foreach (var feature in rows)
                await feature.MarkMissingAsync(connection, [.. paths], missing);
        }, ct);
    }

    // A prediction that can still publish a file of this path may have written the content already.
    private const string IsReferencedSql =
        """
        select exists (select from assets where path = @path and cleared_at is null)
            or exists (select from variant_files where path collate "C" = @path)
            or exists (
                select from predictions p join generations g on g.id = p.generation_id
                where g.render_id = @renderId::uuid and (p.finished_at is null or p.lease_token is not null
                    or exists (select from upstream_runs r where r.prediction_id = p.id and r.disposition = 'open')))
        """;

    /// <summary>Runs <paramref name="delete"/> under a lock that prevents the publication of this file.</summary>
    /// <returns>False when a row or a running prediction can refer to the file, or when there was nothing to
    /// delete.</returns>
    public Task<bool> DeleteUnreferencedAsync(string path, Func<Task<bool>> delete, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            var args = new { path, renderId = StoragePaths.RenderOf(path) };
            await GenerationLockStore.LockOfRenderAsync(connection, args.renderId);
            return !await connection.ExecuteScalarAsync<bool>(IsReferencedSql, args) && await delete();
        }, ct);
}
