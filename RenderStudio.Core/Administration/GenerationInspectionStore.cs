using Dapper;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Administration;

/// <summary>Reads generations of all owners for an operator.</summary>
public sealed class GenerationInspectionStore(StudioDatabase database)
{
    private const string FindSql =
        """
        select g.id, g.owner_id, g.status, g.failure_code, g.mode, g.model, g.quality, g.aspect_ratio,
            g.variants as requested, g.delivered, g.credits_per_variant, g.expected_seconds, g.max_wait_seconds,
            r.id as render_id, g.retried_from, g.created_at, g.cancel_requested_at, g.canceled_at, g.finished_at
        from generations g left join renders r on r.generation_id = g.id and r.deleted_at is null
        where g.id = @id
        """;

    private const string PredictionsSql =
        $"""
        select id, ordinal, first_index, variant_count, status, failure_code, attempt,
            status = 'pending' and {StartPauseStore.IsPaused} as starts_paused, not_before, lease_until, lease_expiries,
            sent_at, grace_until, upstream_id, accepted_at, cancel_requested_at, result_run, result_status, result_at,
            result_payload, storing_tries, redriven_at, next_check_at, checks, created_at, changed_at, finished_at
        from predictions where generation_id = @id order by ordinal
        """;

    private const string RunsSql =
        """
        select r.prediction_id, r.upstream_id, r.attempt, r.disposition, r.upstream_status, r.seen_by, r.seen_at,
            r.next_check_at
        from predictions p join upstream_runs r on r.prediction_id = p.id
        where p.generation_id = @id order by r.seen_at, r.upstream_id
        """;

    private const string EntriesSql =
        $"select {OwnerInspectionStore.EntryColumns} from credit_entries where generation_id = @id order by id";

    private const string VariantsSql =
        """
        select v.index, v.prediction_id, v.rank, v.width, v.height, v.bytes, v.flaw, v.created_at
        from generations g join variants v on v.render_id = g.render_id
        where g.id = @id order by v.index
        """;

    /// <returns>Null when there is no generation with this id.</returns>
    public async Task<InspectedGeneration?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var args = new { id };
        if (await connection.QuerySingleOrDefaultAsync<InspectedGeneration>(FindSql, args) is not { } generation)
            return null;
        var runs = (await connection.QueryAsync<InspectedRun>(RunsSql, args)).ToLookup(run => run.PredictionId);
        var predictions = await connection.QueryAsync<InspectedPrediction>(PredictionsSql, args);
        string[] targets = [$"{id}", .. predictions.Select(prediction => $"{prediction.Id}")];
        return generation with
        {
            Predictions = [.. predictions.Select(one => one with { Runs = [.. runs[one.Id]] })],
            Entries = [.. await connection.QueryAsync<LedgerEntry>(EntriesSql, args)],
            Events = await GenerationEventStore.ListAsync(connection, id, after: 0),
            Variants = [.. await connection.QueryAsync<InspectedVariant>(VariantsSql, args)],
            Acts = await AdminActStore.OfTargetsAsync(connection, targets),
        };
    }

    // The values are known when the statement is planned, so a filter that is null is not part of the plan.
    private const string PageSql =
        """
        select g.id, g.owner_id, g.status, g.failure_code, g.mode, g.model, g.variants as requested, g.delivered,
            g.created_at, g.finished_at
        from generations g
        where (@ownerId::uuid is null or g.owner_id = @ownerId)
            and (not @unfinished or g.finished_at is null)
            and (@status::text is null or g.status = @status)
            and (@status::text is distinct from 'failed' or g.failure_code is not null)
            and (@model::text is null or g.model = @model)
            and (@from::timestamptz is null or g.created_at >= @from)
            and (@to::timestamptz is null or g.created_at < @to)
            and (@beforeAt::timestamptz is null or (g.created_at, g.id) < (@beforeAt, @beforeId::uuid))
        order by g.created_at desc, g.id desc
        limit @count
        """;

    /// <summary>Generations, the newest first.</summary>
    public async Task<IReadOnlyList<FoundGeneration>> PageAsync(GenerationQuery query, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<FoundGeneration>(PageSql, new
        {
            query.OwnerId,
            unfinished = query.Status == GenerationQuery.Unfinished,
            status = query.Status == GenerationQuery.Unfinished ? null : query.Status,
            query.Model,
            query.From,
            query.To,
            beforeAt = query.After?.At,
            beforeId = query.After?.Id,
            count = query.Limit + 1,
        })];
    }
}
