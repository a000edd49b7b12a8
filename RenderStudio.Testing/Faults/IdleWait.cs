using Azure.Storage.Queues;
using Dapper;
using Npgsql;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults;

/// <summary>Waits until no row, run or message is in progress.</summary>
public sealed class IdleWait(NpgsqlDataSource database, QueueServiceClient queues, UpstreamRunLedger upstream)
{
    private const string InProgressSql =
        """
        select (select count(*) from generations where finished_at is null) as generations,
            (select count(*) from predictions where finished_at is null or lease_token is not null) as predictions,
            (select count(*) from upstream_runs where disposition in ('open', 'cancel')) as runs
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <exception cref="StormException">Work was still in progress after the time limit.</exception>
    public async Task UntilIdleAsync(TimeSpan within)
    {
        try
        {
            await Eventually.BecomesAsync(InProgressAsync, inProgress => inProgress is null, within, Pause);
        }
        catch (TimeoutException late)
        {
            throw new StormException($"Work is still in progress after {within.TotalSeconds:0} s. {late.Message}");
        }
    }

    /// <returns>The work in progress; null for none.</returns>
    private async Task<string?> InProgressAsync()
    {
        try
        {
            if (await RowsAsync() is { } rows)
                return rows;
        }
        catch (NpgsqlException error)
        {
            return error.Message;
        }

        var messages = 0;
        await foreach (var queue in queues.GetQueuesAsync())
            messages += (await queues.GetQueueClient(queue.Name).PeekMessagesAsync(32)).Value.Length;
        return messages > 0 ? $"{messages} messages" : null;
    }

    /// <returns>The rows and runs in progress; null for none.</returns>
    public async Task<string?> RowsAsync()
    {
        await using var connection = await database.OpenConnectionAsync();
        var (generations, predictions, runs) =
            await connection.QuerySingleAsync<(long Generations, long Predictions, long Runs)>(InProgressSql);
        if (generations + predictions + runs > 0)
            return $"{generations} generations, {predictions} predictions, {runs} runs";
        var known = (await connection.QueryAsync<string>("select upstream_id from upstream_runs")).ToHashSet();
        var ours = (await connection.QueryAsync<Guid>("select id from predictions")).ToHashSet();
        var unknown = (await upstream.ReadAsync()).Where(run => !run.Final
            || (run.PredictionId is { } id && ours.Contains(id) && !known.Contains(run.Id))).ToList();
        return unknown.Count > 0 ? $"{unknown.Count} runs that have not ended or are not known, as {unknown[0]}" : null;
    }
}
