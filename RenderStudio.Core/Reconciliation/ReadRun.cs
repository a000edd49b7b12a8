using System.Text.Json;
using RenderStudio.Core.Database;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Reconciliation;

/// <summary>Asks Replicate for a run and takes the answer in.</summary>
public sealed class ReadRun(
    StudioDatabase database, ReplicateClient replicate, ApplyRunUpdate applyUpdate, PredictionQueues queues)
{
    /// <summary>What reading may run into and what passes by itself.</summary>
    public static bool IsUpstreamTrouble(Exception error) =>
        error is HttpRequestException or IOException or JsonException or Polly.ExecutionRejectedException;

    /// <returns>What it meant; null when Replicate or we do not know the run.</returns>
    public async Task<RunVerdict?> PollAsync(RunReference mark, string upstreamId, CancellationToken ct) =>
        await replicate.GetAsync(upstreamId, ct) is { } run ? await WriteAsync(mark, run, ct) : null;

    /// <summary>
    /// A listed run; a finished one is read again by its id, because lists may leave out what it made. While that fails
    /// it is known at least, as one whose end has not been heard of, and asked after like any other.
    /// </summary>
    public async Task<RunVerdict?> ApplyAsync(
        RunReference mark, ReplicatePrediction listed, CancellationToken ct)
    {
        var whole = listed;
        try
        {
            if (listed.Status.IsFinal())
                whole = await replicate.GetAsync(listed.Id, ct) ?? listed;
        }
        catch (Exception error) when (IsUpstreamTrouble(error))
        {
            whole = listed with { StatusText = UpstreamStatus.Processing.Text() };
        }

        var verdict = await WriteAsync(mark, whole, ct);
        if (verdict is RunVerdict.Queue or RunVerdict.Run)
            await queues.EnqueueNextPollAsync(mark.PredictionId, mark.Attempt, ct);
        return verdict;
    }

    /// <summary>Cancels upstream and takes in what Replicate says about it, which may be another end.</summary>
    public async Task<RunVerdict?> CancelAsync(RunReference mark, string upstreamId, CancellationToken ct)
    {
        await replicate.CancelAsync(upstreamId, ct);
        return await PollAsync(mark, upstreamId, ct);
    }

    private async Task<RunVerdict?> WriteAsync(RunReference mark, ReplicatePrediction run, CancellationToken ct)
    {
        var verdict = await database.InTransactionAsync(
            connection => applyUpdate.RunAsync(connection, mark.PredictionId, mark.Attempt, run, SeenBy.Listing), ct);
        if (verdict == RunVerdict.StoreResult)
            await queues.EnqueueAsync(PredictionMessage.Completion(mark.PredictionId, mark.Attempt), ct);
        return verdict;
    }
}
