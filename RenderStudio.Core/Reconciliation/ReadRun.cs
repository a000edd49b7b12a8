using System.Text.Json;
using RenderStudio.Core.Database;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Reconciliation;

/// <summary>Reads a run from Replicate and applies its update.</summary>
public sealed class ReadRun(
    StudioDatabase database, ReplicateClient replicate, ApplyRunUpdate applyUpdate, PredictionQueues queues)
{
    /// <summary>Whether the error is a transient upstream error, which a later round retries.</summary>
    public static bool IsUpstreamError(Exception error) =>
        error is HttpRequestException or IOException or JsonException or Polly.ExecutionRejectedException;

    /// <returns>
    /// What the update meant; null when Replicate does not know the run or the prediction does not exist.
    /// </returns>
    public async Task<RunVerdict?> PollAsync(RunReference reference, string upstreamId, CancellationToken ct) =>
        await replicate.GetAsync(upstreamId, ct) is { } run ? await WriteAsync(reference, run, ct) : null;

    /// <summary>
    /// Applies a listed run. A finished run is read again by its id, because lists may omit its outputs. If that fails,
    /// the run is recorded as processing and polled like any other.
    /// </summary>
    public async Task<RunVerdict?> ApplyAsync(
        RunReference reference, ReplicatePrediction listed, CancellationToken ct)
    {
        var whole = listed;
        try
        {
            if (listed.Status.IsFinal())
                whole = await replicate.GetAsync(listed.Id, ct) ?? listed;
        }
        catch (Exception error) when (IsUpstreamError(error))
        {
            whole = listed with { StatusText = UpstreamStatus.Processing.Text() };
        }

        var verdict = await WriteAsync(reference, whole, ct);
        if (verdict is RunVerdict.Queue or RunVerdict.Run)
            await queues.EnqueueNextPollAsync(reference.PredictionId, reference.Attempt, ct);
        return verdict;
    }

    /// <summary>
    /// Cancels the run and applies the status that Replicate reports, which may be another final one.
    /// </summary>
    public async Task<RunVerdict?> CancelAsync(RunReference reference, string upstreamId, CancellationToken ct)
    {
        await replicate.CancelAsync(upstreamId, ct);
        return await PollAsync(reference, upstreamId, ct);
    }

    private async Task<RunVerdict?> WriteAsync(RunReference reference, ReplicatePrediction run, CancellationToken ct)
    {
        var (predictionId, attempt) = reference;
        var verdict = await database.InTransactionAsync(
            connection => applyUpdate.RunAsync(connection, predictionId, attempt, run, SeenBy.Listing), ct);
        if (verdict == RunVerdict.StoreResult)
            await queues.EnqueueAsync(PredictionMessage.Completion(predictionId, attempt), ct);
        return verdict;
    }
}
