using Dapper;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Database;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Renders;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Erasure;

/// <summary>
/// Deletes an erased owner's rows after their files are deleted. The receipt counts the rows in the same transaction,
/// so a crash neither loses a count nor counts a row twice.
/// </summary>
public sealed class ErasedRowStore(StudioDatabase database)
{
    private const int Batch = 50;

    // Excludes generations with a live lease or an upstream run that is open or awaits cancellation, because ending
    // them requires the rows. Excludes renders with a leased pending move, because the move may still create a copy
    // after the files are deleted.
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

    private const string CountSql =
        """
        update erasures set generations = generations + @generations, renders = renders + @renders,
            pictures = pictures + @pictures, files = files + @files
        where id = @id
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

    // An empty file blocks the path of a completed presigned upload, until the sweep of staged uploads deletes it
    // within a day and an hour.
    private const string GrantsSql =
        """
        select id from upload_grants where owner_id = @ownerId
        union all
        select id from assets where owner_id = @ownerId and created_at > now() - interval '2 days'
        """;

    /// <summary>A batch of generations that can be deleted.</summary>
    public async Task<IReadOnlyList<EndedGeneration>> EndedAsync(Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<EndedGeneration>(EndedSql, new { ownerId, Batch })];
    }

    /// <summary>Deletes generations with all dependent rows; ledger entries remain.</summary>
    public Task RemoveAsync(Guid erasureId, IReadOnlyList<EndedGeneration> ended, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            var ids = ended.Select(generation => generation.Id).ToArray();
            var renderIds = ended.Select(generation => generation.RenderId).ToArray();
            await GenerationLockStore.LockAllAsync(connection, ids);
            var removed = await RenderRowStore.RemoveAsync(connection, renderIds);
            await ErasedPredictionStore.RemoveAsync(connection, ids);
            await GenerationEventStore.RemoveAsync(connection, ids);
            var generations = await ErasedGenerationStore.RemoveAsync(connection, ids);
            await connection.ExecuteAsync(CountSql,
                new { id = erasureId, generations, removed.Renders, removed.Pictures, removed.Files });
        }, ct);

    /// <summary>Whether generations that cannot be deleted yet, or photos with a leased pending move, remain.</summary>
    public async Task<bool> AnyLeftAsync(Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(AnyLeftSql, new { ownerId });
    }

    /// <summary>Ids of the owner's presigned uploads, completed or not.</summary>
    public async Task<IReadOnlyList<Guid>> GrantsAsync(Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<Guid>(GrantsSql, new { ownerId })];
    }

    /// <summary>Deletes the remaining rows and marks the receipt as finished.</summary>
    public Task FinishAsync(OpenErasure erasure, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            await ErasedAssetStore.RemoveMovesAndGrantsAsync(connection, erasure.OwnerId);
            await ErasedGenerationStore.RemoveQuotesAndKeysAsync(connection, erasure.OwnerId);
            var photos = await ErasedAssetStore.RemoveAsync(connection, erasure.OwnerId);
            await connection.ExecuteAsync(FinishSql, new { erasure.Id, photos });
        }, ct);
}

public sealed record EndedGeneration(Guid Id, Guid RenderId);
