using Dapper;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Generations;

/// <summary>Claims check hints.</summary>
public sealed class CheckHintStore(StudioDatabase database, IOptions<GenerationOptions> options)
{
    // A locked generation is being changed by a worker, so it is skipped.
    private const string ClaimSql =
        """
        with claimed as (
            update generations set checked_at = clock_timestamp()
            where id in (
                select id from generations
                where id = any(@ids) and finished_at is null and (checked_at is null
                    or checked_at <= clock_timestamp() - make_interval(secs => @interval))
                for update skip locked)
            returning id)
        select p.id, p.attempt, p.status = 'pending' as is_pending
        from predictions p join claimed on claimed.id = p.generation_id
        where p.finished_at is null and p.lease_token is null and p.status <> 'starting'
            and (p.status <> 'pending' or p.result_run is not null or p.not_before <= clock_timestamp())
        """;

    /// <summary>
    /// Claims the hints of unfinished generations whose last hint is older than
    /// <see cref="GenerationOptions.CheckHintIntervalSeconds"/>.
    /// </summary>
    /// <returns>Their predictions that can be checked now.</returns>
    public async Task<IReadOnlyList<HintedPrediction>> ClaimAsync(
        IReadOnlyCollection<Guid> generationIds, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<HintedPrediction>(ClaimSql,
            new { ids = generationIds.ToArray(), interval = options.Value.CheckHintIntervalSeconds })];
    }
}

/// <param name="IsPending">Whether the status is pending, so that the check is a start of the prediction.</param>
public sealed record HintedPrediction(Guid Id, int Attempt, bool IsPending);
