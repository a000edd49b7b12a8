using Microsoft.Extensions.Options;
using Npgsql;
using Polly;
using Polly.Retry;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>Ends a round of storing: writes the end of the prediction, or schedules the next round.</summary>
public sealed class EndStoringRound(
    CompletionStore store, PredictionQueues queues, PredictionMetrics metrics, TimeProvider clock,
    IOptions<PredictionOptions> options)
{
    // All retries together take less time than remains of a lease when the work is done.
    private readonly ResiliencePipeline writing = new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<NpgsqlException>(error => error.IsTransient),
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(300),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();

    /// <summary>Whether another round is allowed after this one, which ended with an unexpected error.</summary>
    public bool MayRetry(CompletionClaim claim) => !options.Value.IsUsedUp(ErrorsAfter(claim), AgeOf(claim));

    /// <summary>
    /// The results that another round can still improve. Outputs that are missing do not delay good pictures of the
    /// same run longer than an outage would.
    /// </summary>
    public IReadOnlyList<OutputResult> Delayed(CompletionClaim claim, OutputResult[] results) =>
        results.Length == 0 ? [] :
        [.. After(claim, results).Outputs
            .Where(output => output.IsDue(options.Value, AgeOf(claim)))
            .Select(output => output.Result)];

    /// <summary>
    /// Delivers the results, or fails the prediction when none can be delivered. A write whose reply was lost may have
    /// been committed: the next try then finds no claim, which counts as written.
    /// </summary>
    /// <returns>False when the lease was lost; nothing is written then.</returns>
    public async Task<bool> WriteAsync(CompletionClaim claim, OutputResult[] results, CancellationToken ct)
    {
        var tries = 0;
        return await writing.ExecuteAsync(async token =>
        {
            tries++;
            return await TryWriteAsync(claim, results, token) || tries > 1;
        }, ct);
    }

    /// <summary>
    /// Ends the prediction after an unexpected error in its last round: delivers the pictures that are stored, and
    /// fails the prediction without one.
    /// </summary>
    /// <param name="results">Empty when the round has none.</param>
    /// <returns>False when the lease was lost; nothing is written then.</returns>
    public async Task<bool> AbandonAsync(CompletionClaim claim, OutputResult[] results, CancellationToken ct)
    {
        try
        {
            if (After(claim, results).Stored.Count > 0)
                return await WriteAsync(claim, results, ct);
        }
        catch (Exception error)
            when (error is not (OperationCanceledException or NpgsqlException { IsTransient: true }))
        {
            // The delivery itself is what fails; the caller has logged its error.
        }

        return await store.FailAsync(claim, FailureCode.Internal, [], ct);
    }

    /// <summary>
    /// Keeps the results, returns the lease and enqueues the next round after a wait that grows with the number of
    /// rounds.
    /// </summary>
    /// <param name="delayed">The results that the next round is to improve, for the owner's timeline.</param>
    public Task RetryLaterAsync(CompletionClaim claim, OutputResult[] results, IReadOnlyList<OutputResult> delayed) =>
        RetryLaterAsync(claim, After(claim, results) with { Errors = null }, delayed);

    /// <summary>Does the same after an unexpected error.</summary>
    /// <param name="results">Empty when the round has none.</param>
    /// <param name="isCounted">False when the round was only interrupted.</param>
    public Task RetryAfterErrorAsync(CompletionClaim claim, OutputResult[] results, bool isCounted)
    {
        var progress = After(claim, results);
        return RetryLaterAsync(claim, isCounted ? progress with { Errors = ErrorsAfter(claim) } : progress, []);
    }

    private async Task RetryLaterAsync(
        CompletionClaim claim, StoringProgress progress, IReadOnlyList<OutputResult> delayed)
    {
        var kept = claim with { Progress = progress };
        IReadOnlyList<OutputResult> news = [.. delayed.Where(result => !claim.Progress.HasReason(result))];
        var (prediction, tries) = (claim.Prediction, claim.Prediction.StoringTries);
        var wait = TimeSpan.FromSeconds(options.Value.StoringRetrySeconds * (1 << Math.Min(tries, 4)));
        if (await store.RescheduleAsync(kept, wait, news, CancellationToken.None))
        {
            var message = PredictionMessage.Completion(prediction.Id, prediction.Attempt);
            await queues.EnqueueAsync(message, CancellationToken.None, after: wait);
        }
    }

    /// <summary>Counts an unexpected error that came from the database.</summary>
    public void Count(Exception error)
    {
        if (error is NpgsqlException)
            metrics.OutputError(OutputError.Database(error.GetType().Name));
    }

    private Task<bool> TryWriteAsync(CompletionClaim claim, OutputResult[] results, CancellationToken ct)
    {
        // A result without outputs may have replaced the one that earlier rounds stored.
        var progress = After(claim, results);
        if (progress.Stored.Count > 0)
            return store.DeliverAsync(claim, progress.Stored, progress.Failed, ct);
        var code = progress.Failed.Count > 0 ? progress.Failed[0].Error!.Code
            : claim.Result.DataRemoved ? FailureCode.OutputExpired
            : FailureCode.NoOutputs;
        return store.FailAsync(claim, code, progress.Failed, ct);
    }

    private StoringProgress After(CompletionClaim claim, OutputResult[] results) =>
        claim.Progress.After(results, AgeOf(claim), options.Value.MaxInvalidRounds);

    private static RoundCount ErrorsAfter(CompletionClaim claim) =>
        RoundCount.After(claim.Progress.Errors, AgeOf(claim));

    /// <summary>Seconds from the result to the start of the round.</summary>
    private static double AgeOf(CompletionClaim claim) => claim.Prediction.ResultSeconds;
}
