using Dapper;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;
using RenderStudio.Core.Timeline;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Reconciliation;

/// <summary>
/// Makes generations agree with what became of them: closes those whose predictions have all ended, and gives back
/// credits that an ended one still holds. The engine leaves neither behind, since both belong to the transaction that
/// ends a prediction; a mistake in it, or a row mended by hand, must not cost an owner anything. One that cannot be
/// repaired keeps no other from it; a step whose time is over is continued by the next round.
/// </summary>
public sealed partial class GenerationRepairs(
    StudioDatabase database, IOptions<ReconciliationOptions> options, ILogger<GenerationRepairs> logger)
{
    private const int Batch = 200;

    private const string UnclosedSql =
        """
        select g.id from generations g
        where g.finished_at is null and g.id > @after
            and not exists (select from predictions p where p.generation_id = g.id and p.finished_at is null)
        order by g.id
        limit @Batch
        """;

    // By now(): an index is never searched for a clock_timestamp(), which may differ from row to row.
    private const string HoldingSql =
        """
        select g.id from generations g
        where g.finished_at > now() - make_interval(mins => @minutes) and g.id > @after
            and (select sum(case kind when 'hold' then credits else -credits end)
                from credit_entries where generation_id = g.id and kind in ('hold', 'settle', 'release')) > 0
        order by g.id
        limit @Batch
        """;

    private const string LockSql = "select id from generations where id = @id for update";

    private const string HeldSql =
        """
        select g.owner_id, coalesce(sum(case kind when 'hold' then credits else -credits end), 0)::int as credits
        from generations g join credit_entries e on e.generation_id = g.id
        where g.id = @id and g.finished_at is not null and e.kind in ('hold', 'settle', 'release')
        group by g.owner_id
        """;

    private readonly Place unclosed = new();
    private readonly Place holding = new();

    /// <returns>How many were closed.</returns>
    public Task<int> CloseAsync(CancellationToken ct) => EachAsync(UnclosedSql, unclosed, CloseAsync, ct);

    /// <returns>How many held credits that were given back.</returns>
    public Task<int> ReleaseHoldsAsync(CancellationToken ct) => EachAsync(HoldingSql, holding, ReleaseAsync, ct);

    private async Task<IReadOnlyList<Guid>> FindAsync(string sql, Guid after, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var minutes = (int)options.Value.HeldCreditsLookBackMinutes;
        return [.. await connection.QueryAsync<Guid>(sql, new { minutes, after, Batch })];
    }

    private Task<bool> CloseAsync(Guid id, CancellationToken ct) => database.InTransactionAsync(async connection =>
    {
        await connection.ExecuteAsync(LockSql, new { id });
        return await GenerationProgress.UpdateAsync(connection, id);
    }, ct);

    private Task<bool> ReleaseAsync(Guid id, CancellationToken ct) => database.InTransactionAsync(async connection =>
    {
        await connection.ExecuteAsync(LockSql, new { id });
        if (await connection.QuerySingleOrDefaultAsync<Held>(HeldSql, new { id }) is not { Credits: > 0 } held)
            return false;
        await CreditLedger.ReleaseRestAsync(
            connection, held.OwnerId, id, held.Credits, "Held by a generation that had ended.");
        return true;
    }, ct);

    private async Task<int> EachAsync(
        string sql, Place place, Func<Guid, CancellationToken, Task<bool>> repair, CancellationToken ct)
    {
        var done = 0;
        using var time = new CancellationTokenSource(options.Value.StepTime);
        var batch = await FindAsync(sql, place.After, ct);
        while (true)
        {
            foreach (var id in batch)
            {
                place.After = id;
                done += await TryAsync(repair, id, ct) ? 1 : 0;
                if (time.IsCancellationRequested)
                    return done;
            }

            if (batch.Count < Batch)
                break;
            batch = await FindAsync(sql, place.After, ct);
        }

        place.After = Guid.Empty;
        return done;
    }

    private async Task<bool> TryAsync(
        Func<Guid, CancellationToken, Task<bool>> repair, Guid id, CancellationToken ct)
    {
        try
        {
            return await repair(id, ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            LogLater(logger, id, error);
            return false;
        }
    }

    /// <summary>After which row the next round of this instance continues.</summary>
    private sealed class Place
    {
        public Guid After { get; set; }
    }

    private sealed record Held(Guid OwnerId, int Credits);

    [LoggerMessage(Level = LogLevel.Error, Message = "Generation {GenerationId} waits for another round")]
    private static partial void LogLater(ILogger logger, Guid generationId, Exception error);
}
