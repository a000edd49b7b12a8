using Dapper;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Renders;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Erasure;

/// <summary>
/// Removes rows once their files are gone. What is removed is counted in the same transaction, so that a crash neither
/// loses a count nor counts twice.
/// </summary>
public sealed class ErasedRows(StudioDatabase database)
{
    private const int Batch = 50;

    // What is under way, here or at Replicate, stays until it has ended: its rows are what it is ended by. A copy that
    // a move is making would come to be behind the back of whoever deletes.
    private const string EndedSql =
        """
        select g.id, g.render_id from generations g
        where g.owner_id = @ownerId and g.finished_at is not null
            and not exists (select from predictions p where p.generation_id = g.id
                and (p.lease_until > clock_timestamp() or exists (select from upstream_runs r
                    where r.prediction_id = p.id and r.disposition in ('open', 'cancel'))))
            and not exists (select from pending_moves u
                where u.subject_id = g.render_id and u.lease_token is not null and u.lease_until > clock_timestamp())
        limit @Batch
        """;

    private const string PredictionsSql =
        """
        delete from upstream_runs where prediction_id in (
            select id from predictions where generation_id = any(@ids));
        delete from predictions where generation_id = any(@ids);
        delete from generation_events where generation_id = any(@ids);
        """;

    private const string GenerationsSql = "delete from generations where id = any(@ids)";

    private const string CountSql =
        """
        update erasures set generations = generations + @generations, renders = renders + @renders,
            pictures = pictures + @pictures, files = files + @files
        where id = @id
        """;

    private const string RestSql =
        """
        delete from pending_moves where subject_id in (select id from assets where owner_id = @ownerId);
        delete from upload_grants where owner_id = @ownerId;
        delete from quotes where owner_id = @ownerId;
        delete from idempotency_keys where owner_id = @ownerId;
        """;

    private const string PhotosSql =
        """
        with gone as (delete from assets where owner_id = @ownerId returning cleared_at)
        select count(*) from gone where cleared_at is null
        """;

    private const string FinishSql =
        """
        update erasures set photos = photos + @photos, files = files + @photos, finished_at = clock_timestamp()
        where id = @id and finished_at is null
        """;

    private const string AnyLeftSql =
        """
        select exists (select from generations where owner_id = @ownerId)
            or exists (select from assets a join pending_moves u on u.subject_id = a.id
                where a.owner_id = @ownerId and u.lease_token is not null and u.lease_until > clock_timestamp())
        """;

    // Of a completed upload an empty file keeps the place, until the sweep of staged uploads, within a day and an hour.
    private const string GrantsSql =
        """
        select id from upload_grants where owner_id = @ownerId
        union all
        select id from assets where owner_id = @ownerId and created_at > now() - interval '2 days'
        """;

    /// <summary>A few generations that can go.</summary>
    public async Task<IReadOnlyList<EndedGeneration>> EndedAsync(Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<EndedGeneration>(EndedSql, new { ownerId, Batch })];
    }

    /// <summary>Removes generations with all that hangs on them; the ledger's entries stay.</summary>
    public Task RemoveAsync(Guid erasureId, IReadOnlyList<EndedGeneration> ended, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            var ids = ended.Select(one => one.Id).ToArray();
            await GenerationLockStore.LockAllAsync(connection, ids);
            var removed = await RenderRowStore.RemoveAsync(connection, [.. ended.Select(one => one.RenderId)]);
            await connection.ExecuteAsync(PredictionsSql, new { ids });
            var generations = await connection.ExecuteAsync(GenerationsSql, new { ids });
            await connection.ExecuteAsync(CountSql,
                new { id = erasureId, generations, removed.Renders, removed.Pictures, removed.Files });
        }, ct);

    /// <summary>Whether there are generations that cannot go yet, or photos that are being moved.</summary>
    public async Task<bool> AnyLeftAsync(Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(AnyLeftSql, new { ownerId });
    }

    /// <summary>Grants to put a file straight into storage, used or not.</summary>
    public async Task<IReadOnlyList<Guid>> GrantsAsync(Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<Guid>(GrantsSql, new { ownerId })];
    }

    /// <summary>Removes everything else and closes the receipt.</summary>
    public Task FinishAsync(OpenErasure erasure, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            await connection.ExecuteAsync(RestSql, erasure);
            var photos = await connection.ExecuteScalarAsync<int>(PhotosSql, erasure);
            await connection.ExecuteAsync(FinishSql, new { erasure.Id, photos });
        }, ct);
}

public sealed record EndedGeneration(Guid Id, Guid RenderId);
