using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>Writes the outcome of a start and enqueues the message of the next step.</summary>
public sealed partial class EndStart(
    StartStore store, StartBudgetStore budget, PredictionQueues queues, IOptions<PredictionOptions> options,
    ILogger<EndStart> logger)
{
    private TimeSpan DefaultWait => TimeSpan.FromSeconds(options.Value.ThrottledSeconds);

    /// <param name="outcome">Null when the check before the create call failed.</param>
    public Task RunAsync(Prediction claimed, CreateOutcome? outcome, CancellationToken ct) =>
        outcome is null ? store.NotSentAsync(claimed, ct) : WriteAsync(claimed, outcome, ct);

    /// <summary>
    /// Returns the lease after an unexpected error before the create call. Nothing was sent, so the lease need not
    /// expire and count as a lease expiry.
    /// </summary>
    public async Task ReturnLeaseAsync(Prediction claimed)
    {
        try
        {
            await store.NotAcceptedAsync(claimed, DefaultWait, CancellationToken.None);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            LogLeaseNotReturned(logger, error);
        }
    }

    private async Task WriteAsync(Prediction claimed, CreateOutcome outcome, CancellationToken ct)
    {
        switch (outcome)
        {
            case CreateOutcome.Accepted accepted:
                if (!await store.QueuedAsync(claimed, accepted.Prediction.Id, accepted.Prediction.StatusText, ct))
                    LogOvertaken(logger, accepted.Prediction.Id);
                await queues.EnqueueNextPollAsync(claimed.Id, claimed.Attempt, ct);
                break;
            case CreateOutcome.Throttled throttled:
                await budget.ThrottledAsync(claimed.Id, throttled.Wait ?? DefaultWait, ct);
                await RetryLaterAsync(claimed, throttled.Wait ?? DefaultWait, ct);
                break;
            case CreateOutcome.NotSent notSent:
                await RetryLaterAsync(claimed, notSent.Wait ?? DefaultWait, ct);
                break;
            case CreateOutcome.AccountRejected rejected:
                LogAccountRejected(logger, rejected.StatusCode, rejected.Detail);
                await RetryLaterAsync(claimed, TimeSpan.FromSeconds(options.Value.AccountRejectedRetrySeconds), ct);
                break;
            case CreateOutcome.InvalidInput invalid:
                LogInvalidInput(logger, invalid.Detail);
                await store.RefusedAsync(claimed, FailureCode.ProviderRejected, ct);
                break;
            case CreateOutcome.Refused refused:
                LogRefused(logger, refused.StatusCode, refused.Detail);
                await store.RefusedAsync(claimed, FailureCode.ProviderRejected, ct);
                break;
            case CreateOutcome.Unknown unknown:
                LogUnknown(logger, unknown.Detail);
                await store.UnknownAsync(claimed, ct);
                break;
        }
    }

    private async Task RetryLaterAsync(Prediction claimed, TimeSpan wait, CancellationToken ct)
    {
        await store.NotAcceptedAsync(claimed, wait, ct);
        await queues.EnqueueAsync(PredictionMessage.Start(claimed.Id), ct, after: wait);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not return the lease; it will expire")]
    private static partial void LogLeaseNotReturned(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "The create response for run {UpstreamId} changed nothing; another update came first")]
    private static partial void LogOvertaken(ILogger logger, string upstreamId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Replicate rejected the account (HTTP {StatusCode}): {Detail}")]
    private static partial void LogAccountRejected(ILogger logger, int statusCode, string detail);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "A request is invalid for its model and was not sent: {Detail}")]
    private static partial void LogInvalidInput(ILogger logger, string detail);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Replicate rejected a request (HTTP {StatusCode}): {Detail}")]
    private static partial void LogRefused(ILogger logger, int statusCode, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "It is unknown whether the run was accepted: {Detail}")]
    private static partial void LogUnknown(ILogger logger, string detail);
}
