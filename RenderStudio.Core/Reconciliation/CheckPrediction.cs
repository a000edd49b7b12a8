using Dapper;
using Microsoft.Extensions.Logging;
using RenderStudio.Core.Database;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Reconciliation;

/// <summary>
/// Asks Replicate about one prediction now instead of at the next round: its owner waits for news, or wants it to end.
/// </summary>
public sealed partial class CheckPrediction(
    StudioDatabase database, StuckStore stuck, ReadRun readRun, PollingSchedule pace, PredictionQueues queues,
    ILogger<CheckPrediction> logger)
{
    private const string AwaitedSql =
        """
        select attempt, upstream_id, cancel_requested_at is not null as cancel_requested
        from predictions
        where id = @predictionId and status in ('queued', 'running') and result_run is null and upstream_id is not null
        """;

    /// <summary>
    /// Does nothing when no run is awaited. What goes wrong upstream is left to the next round. Where results are
    /// polled, the next question follows; of several messages about a run only the one that is due asks.
    /// </summary>
    public async Task RunAsync(Guid predictionId, CancellationToken ct)
    {
        if (await AwaitedAsync(predictionId, ct) is not { } awaited)
            return;
        if (pace.Polls && !awaited.CancelRequested && !await stuck.DeferAsync(predictionId, pace.Silence, false, ct))
            return;
        await AskAsync(predictionId, awaited, ct);
        if (pace.Polls && await AwaitedAsync(predictionId, ct) is not null)
            await queues.EnqueueNextPollAsync(predictionId, awaited.Attempt, ct);
    }

    private async Task AskAsync(Guid predictionId, AwaitedRun awaited, CancellationToken ct)
    {
        var mark = new RunReference(predictionId, awaited.Attempt);
        try
        {
            await (awaited.CancelRequested
                ? readRun.CancelAsync(mark, awaited.UpstreamId, ct)
                : readRun.PollAsync(mark, awaited.UpstreamId, ct));
        }
        catch (Exception error) when (ReadRun.IsUpstreamTrouble(error))
        {
            LogLater(logger, predictionId, error.GetType().Name);
        }
    }

    private async Task<AwaitedRun?> AwaitedAsync(Guid predictionId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<AwaitedRun>(AwaitedSql, new { predictionId });
    }

    private sealed record AwaitedRun(int Attempt, string UpstreamId, bool CancelRequested);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Prediction {PredictionId} waits for another round: {Reason}")]
    private static partial void LogLater(ILogger logger, Guid predictionId, string reason);
}
