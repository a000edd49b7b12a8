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
    public bool MayRetry(CompletionClaim claim) =>
        !options.Value.IsStoringUsedUp(claim.Prediction, claim.Prediction.StoringTries + 1);

    /// <summary>
    /// The results that another round can still improve. Outputs that are missing do not delay good pictures of the
    /// same run longer than an outage would.
    /// </summary>
    public IReadOnlyList<OutputResult> Delayed(CompletionClaim claim, OutputResult[] results)
    {
        var isGood = results.Any(result => result.Output is not null);
        return [.. claim.Progress.After(results, options.Value.MaxInvalidRounds).Outputs
            .Select(output => output.Result)
            .Where(result => result.Error?.Retry switch
            {
                OutputRetry.SomeRounds => true,
                OutputRetry.DuringOutage => MayRetry(claim),
                OutputRetry.UntilExpired => !isGood || MayRetry(claim),
                OutputRetry.Never or null => false,
            })];
    }

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

    /// <summary>Fails the prediction after an unexpected error in its last round.</summary>
    /// <returns>False when the lease was lost; nothing is written then.</returns>
    public Task<bool> FailAsync(CompletionClaim claim, CancellationToken ct) =>
        store.FailAsync(claim, FailureCode.Internal, [], ct);

    /// <summary>
    /// Keeps the results, returns the lease and enqueues the next round after a wait that grows with the number of
    /// rounds.
    /// </summary>
    /// <param name="results">Empty when the round has none, because of an unexpected error.</param>
    /// <param name="delayed">The results that the next round is to improve, for the owner's timeline.</param>
    public async Task RetryLaterAsync(
        CompletionClaim claim, OutputResult[] results, IReadOnlyList<OutputResult> delayed)
    {
        var kept = claim with { Progress = claim.Progress.After(results, options.Value.MaxInvalidRounds) };
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
        var delivered = results.Where(result => result.Output is not null).Select(result => result.Output!).ToList();
        var refused = results.Where(result => result.Error is not null).ToList();
        if (delivered.Count > 0)
            return store.DeliverAsync(claim, delivered, refused, ct);
        var code = refused.Count > 0 ? refused[0].Error!.Code
            : claim.Result.DataRemoved ? FailureCode.OutputExpired
            : FailureCode.NoOutputs;
        return store.FailAsync(claim, code, refused, ct);
    }
}
