using Microsoft.Extensions.Logging;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <param name="Status">The status of the prediction before the redrive.</param>
/// <param name="Redriven">
/// False when nothing changed: the prediction has ended, or only waits for a worker and has no tries to reset.
/// </param>
public sealed record Redrive(Guid PredictionId, Guid GenerationId, string Status, bool Redriven);

/// <summary>
/// Resumes a prediction after an operator has removed the cause of its failure. A prediction that failed with a stored
/// result is completed at no charge, because its hold was released. One that has not ended becomes due at once, with
/// its tries and lease expiries reset. Running it again changes nothing more.
/// </summary>
public sealed partial class RedrivePrediction(
    StudioDatabase database, PredictionQueues queues, ILogger<RedrivePrediction> logger)
{
    /// <param name="record">Records the redrive in its transaction. Not called for a redrive that is rejected.</param>
    public async Task<Result<Redrive>> RunAsync(
        Guid predictionId, Func<NpgsqlConnection, Redrive, Task> record, CancellationToken ct)
    {
        var result = await database.InTransactionAsync(
            connection => RedriveAsync(connection, predictionId, record), ct);
        if (result.Failed(out var problem, out var outcome))
            return problem;
        var (prediction, redrive) = outcome;
        LogRedriven(logger, predictionId, prediction.Status, redrive.Redriven);
        await queues.EnqueueCommittedAsync(
        [
            prediction is { Status: PredictionStatus.Pending, HasResult: false }
                ? PredictionMessage.Start(predictionId)
                : PredictionMessage.Completion(predictionId, prediction.Attempt),
        ]);
        return redrive;
    }

    private sealed record Outcome(Prediction Prediction, Redrive Redrive);

    private static async Task<Result<Outcome>> RedriveAsync(
        NpgsqlConnection connection, Guid predictionId, Func<NpgsqlConnection, Redrive, Task> record)
    {
        if (await PredictionStore.LockAsync(connection, predictionId) is not { } prediction)
            return new Problem(ProblemCode.NotFound, "There is no prediction with this id.");
        if (prediction is { Status: PredictionStatus.Failed, ResultStatus: not "succeeded" })
        {
            return Problem.OfField(
                "id", "The prediction failed without a result that can be completed. Its owner can retry.");
        }

        var redriven = prediction.Status == PredictionStatus.Failed
            ? await RedriveStore.ReopenAsync(connection, prediction)
            : await RedriveStore.ResetTriesAsync(connection, prediction);
        if (redriven)
            await AppendEventAsync(connection, prediction.GenerationId);
        var redrive = new Redrive(predictionId, prediction.GenerationId, prediction.Status.Text(), redriven);
        await record(connection, redrive);
        return new Outcome(prediction, redrive);
    }

    private static async Task AppendEventAsync(NpgsqlConnection connection, Guid generationId)
    {
        var status = await RedriveStore.GenerationStatusAsync(connection, generationId);
        await GenerationEventStore.AppendAsync(
            connection, generationId, status, "redriven", "An operator resumed the generation.");
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Prediction {PredictionId} ({Status}) was redriven by an operator (changed: {Redriven})")]
    private static partial void LogRedriven(ILogger logger, Guid predictionId, PredictionStatus status, bool redriven);
}
