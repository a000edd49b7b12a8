using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <param name="Status">Of the prediction as it was found.</param>
/// <param name="Redriven">False when there was nothing to forget or to reopen: it has ended well, or waits for nobody
/// but a worker.</param>
public sealed record Redrive(Guid PredictionId, Guid GenerationId, string Status, bool Redriven);

/// <summary>
/// For an operator who has mended what broke a prediction. One that failed with its result in hand is completed after
/// all, at no charge, because its hold went back. One that stands still is taken up at once, its tries and deaths
/// forgotten. Asking again changes nothing more.
/// </summary>
public sealed partial class RedrivePrediction(
    StudioDatabase database, PredictionQueues queues, ILogger<RedrivePrediction> logger)
{
    public async Task<Result<Redrive>> RunAsync(Guid predictionId, CancellationToken ct)
    {
        var found = await database.InTransactionAsync(connection => TakeUpAsync(connection, predictionId), ct);
        if (found.Failed(out var problem, out var taken))
            return problem;
        var (prediction, redriven) = (taken.Prediction, taken.Redriven);
        LogRedriven(logger, predictionId, prediction.Status, redriven);
        await queues.EnqueueCommittedAsync(
        [
            prediction is { Status: PredictionStatus.Pending, HasResult: false }
                ? PredictionMessage.Start(predictionId)
                : PredictionMessage.Completion(predictionId, prediction.Attempt),
        ]);
        return new Redrive(predictionId, prediction.GenerationId, prediction.Status.Text(), redriven);
    }

    private sealed record TakenUp(Prediction Prediction, bool Redriven);

    private static async Task<Result<TakenUp>> TakeUpAsync(NpgsqlConnection connection, Guid predictionId)
    {
        if (await PredictionStore.LockAsync(connection, predictionId) is not { } prediction)
            return new Problem(ProblemCode.NotFound, "There is no such prediction.");
        if (prediction is { Status: PredictionStatus.Failed, ResultStatus: not "succeeded" })
            return Problem.OfField("id", "It failed without a result that could be completed. Its owner can retry.");
        var failed = prediction.Status == PredictionStatus.Failed;
        var redriven = await connection.ExecuteAsync(failed ? ReopenSql : ForgetSql, prediction) == 1;
        if (redriven && failed)
            await connection.ExecuteAsync(ReopenRunSql, prediction);
        if (redriven)
            await TellAsync(connection, prediction);
        return new TakenUp(prediction, redriven);
    }

    // A holder whose lease lives is at work already; a run that is open is waited for already.
    private const string ReopenSql =
        """
        update predictions set redriven_at = clock_timestamp(), lease_expiries = 0, storing_tries = 0, lease_token = null,
            lease_until = null, next_check_at = clock_timestamp()
        where id = @id and status = 'failed' and coalesce(lease_until <= clock_timestamp(), true)
            and (lease_expiries > 0 or storing_tries > 0 or not exists (
                select from upstream_runs r where r.upstream_id = result_run and r.disposition = 'open'))
        """;

    private const string ReopenRunSql =
        """
        update upstream_runs set disposition = 'open'
        where upstream_id = @resultRun and prediction_id = @id and disposition in ('lost', 'cancel')
        """;

    private const string ForgetSql =
        """
        update predictions set lease_expiries = 0, storing_tries = 0, not_before = least(not_before, clock_timestamp()),
            next_check_at = clock_timestamp()
        where id = @id and finished_at is null and coalesce(lease_until <= clock_timestamp(), true)
            and (lease_expiries > 0 or storing_tries > 0 or not_before > clock_timestamp())
        """;

    private const string ShownSql = "select status from generations where id = @generationId";

    private static async Task TellAsync(NpgsqlConnection connection, Prediction prediction)
    {
        var shown = await connection.QuerySingleAsync<string>(ShownSql, prediction);
        await GenerationEventStore.AppendAsync(connection, prediction.GenerationId, GenerationStatuses.Parse(shown),
            "redriven", "Our team has taken this up again.");
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Prediction {PredictionId} ({Status}) was redriven by an operator (changed: {Redriven})")]
    private static partial void LogRedriven(ILogger logger, Guid predictionId, PredictionStatus status, bool redriven);
}
