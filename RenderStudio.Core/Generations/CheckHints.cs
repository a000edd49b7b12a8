using Dapper;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;
using RenderStudio.Core.Predictions;

namespace RenderStudio.Core.Generations;

/// <summary>
/// Makes workers check a generation that is read while it has had no news for a while. Not at every read: at most once
/// in <see cref="GenerationOptions.CheckHintIntervalSeconds"/>.
/// </summary>
public sealed class CheckHints(StudioDatabase database, PredictionQueues queues, IOptions<GenerationOptions> options)
{
    // A row that is being worked on right now needs no hint.
    private const string ClaimSql =
        """
        with claimed as (
            update generations set checked_at = clock_timestamp()
            where id in (
                select id from generations
                where id = any(@ids) and finished_at is null and (checked_at is null
                    or checked_at <= clock_timestamp() - make_interval(secs => @again))
                for update skip locked)
            returning id)
        select p.id, p.attempt, p.status = 'pending' as to_start
        from predictions p join claimed on claimed.id = p.generation_id
        where p.finished_at is null and p.lease_token is null and p.status <> 'starting'
            and (p.status <> 'pending' or p.result_run is not null or p.not_before <= clock_timestamp())
        """;

    public async Task SendAsync(IReadOnlyCollection<Guid> generationIds, CancellationToken ct)
    {
        List<QuietPrediction> quiet;
        await using (var connection = await database.OpenAsync(ct))
        {
            quiet = [.. await connection.QueryAsync<QuietPrediction>(
                ClaimSql, new { ids = generationIds.ToArray(), again = options.Value.CheckHintIntervalSeconds })];
        }

        await queues.EnqueueCommittedAsync(quiet.Select(one => one.Message()));
    }

    private sealed record QuietPrediction(Guid Id, int Attempt, bool ToStart)
    {
        public PredictionMessage Message() =>
            ToStart ? PredictionMessage.Start(Id) : PredictionMessage.Completion(Id, Attempt);
    }
}
