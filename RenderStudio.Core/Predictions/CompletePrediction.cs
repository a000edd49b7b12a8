using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Polly;
using Polly.Retry;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Downloads, checks, converts and files the outputs of a run that succeeded, then publishes them in one stroke.
/// </summary>
public sealed partial class CompletePrediction(
    CompletionClaims claims, CompletionStore store, PredictionLeases leases, PredictionQueues queues,
    OutputFinishers works, FinishOutput finish, FinishPendingMoves settle, PredictionMetrics metrics, TimeProvider clock,
    IOptions<PredictionOptions> options, ILogger<CompletePrediction> logger)
{
    // Shorter than what is left of a lease when the work is done.
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

    /// <summary>
    /// Idempotent: a message that comes again finds nothing to claim. After an error that may pass the lease is given
    /// back, and another round follows when its time has come.
    /// </summary>
    public async Task RunAsync(Guid predictionId, CancellationToken ct)
    {
        if (await claims.TakeAsync(predictionId, ct) is not { } claim)
            return;

        using var scope = PredictionScope.Of(logger, claim.Prediction);
        if (await StoreAsync(claim, ct)) // its render may have been published or made private meanwhile
            await settle.RunIfPendingAsync(claim.Prediction.RenderId, ct);
    }

    /// <returns>Whether an end was written.</returns>
    private async Task<bool> StoreAsync(CompletionClaim claim, CancellationToken ct)
    {
        try
        {
            var results = await leases.WhileHeldAsync(claim.Prediction, held => FinishAsync(claim, held), ct);
            if (results.Any(result => result.Error is { Retryable: true }) && MayTryAgain(claim))
                await LaterAsync(claim, [.. results.Where(result => result.Error is { Retryable: true })]);
            else if (await WrittenAsync(claim, results, ct))
                return true;
            else
                LogLost(logger);
        }
        catch (LeaseLostException)
        {
            LogLost(logger);
        }
        catch (Exception surprise)
        {
            if (surprise is NpgsqlException)
                metrics.OutputError(OutputError.Database(surprise.GetType().Name));
            if (ct.IsCancellationRequested || MayTryAgain(claim))
            {
                LogSurprise(logger, surprise.GetType().Name);
                await LaterAsync(claim, []);
                throw;
            }

            LogGivenUp(logger, claim.Prediction.StoringTries + 1, surprise);
            return await store.FailAsync(claim, FailureCode.Internal, [], ct);
        }

        return false;
    }

    /// <summary>A try whose reply was lost may have been committed: the next one then finds its claim gone.</summary>
    private async Task<bool> WrittenAsync(CompletionClaim claim, OutputResult[] results, CancellationToken ct)
    {
        var tries = 0;
        return await writing.ExecuteAsync(async token =>
        {
            tries++;
            return await WriteAsync(claim, results, token) || tries > 1;
        }, ct);
    }

    private bool MayTryAgain(CompletionClaim claim) =>
        !options.Value.IsStoringUsedUp(claim.Prediction, claim.Prediction.StoringTries + 1);

    private async Task LaterAsync(CompletionClaim claim, IReadOnlyList<OutputResult> delayed)
    {
        var (prediction, tries) = (claim.Prediction, claim.Prediction.StoringTries);
        var wait = TimeSpan.FromSeconds(options.Value.StoringRetrySeconds * (1 << Math.Min(tries, 4)));
        if (await store.LetGoAsync(claim, wait, delayed, CancellationToken.None))
        {
            var message = PredictionMessage.Completion(prediction.Id, prediction.Attempt);
            await queues.EnqueueAsync(message, CancellationToken.None, after: wait);
        }
    }

    private async Task<OutputResult[]> FinishAsync(CompletionClaim claim, CancellationToken ct)
    {
        var prediction = claim.Prediction;
        var wanted = claim.Result.Outputs.Take(prediction.VariantCount);
        var work = await works.ForAsync(prediction.GenerationId, ct);
        var expires = claim.Result.OutputsExpireAt ?? DateTimeOffset.MaxValue;
        var place = new OutputPlace(prediction.OwnerId, prediction.RenderId, claim.IsPublic);
        var results = await Task.WhenAll(wanted.Select((output, nth) =>
            finish.RunAsync(place, prediction.FirstIndex + nth, output, expires, work, ct)));
        foreach (var error in results.Select(result => result.Error).OfType<OutputError>())
            metrics.OutputError(error);
        return results;
    }

    private Task<bool> WriteAsync(CompletionClaim claim, OutputResult[] results, CancellationToken ct)
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The claim was lost while storing; nothing was written")]
    private static partial void LogLost(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "Storing stopped by a surprise ({Kind}) and is tried again later")]
    private static partial void LogSurprise(ILogger logger, string kind);

    [LoggerMessage(Level = LogLevel.Critical,
        Message = "ALARM: storing was given up after {Tries} tries; the prediction failed and its hold is released")]
    private static partial void LogGivenUp(ILogger logger, int tries, Exception surprise);
}
