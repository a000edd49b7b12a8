using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Buys one run of a prediction, once. The create call has no idempotency key and costs money, so: claim first, look
/// again just before the call, and never repeat a call whose outcome is unknown (the reconciler searches for it
/// instead).
/// </summary>
public sealed partial class StartPrediction(
    StartClaims claims, StartStore store, PrepareRun prepare, PredictionLeases leases,
    ReplicateClient replicate, WebhookAddress webhooks, PredictionQueues queues,
    IOptions<PredictionOptions> options, ILogger<StartPrediction> logger)
{
    private TimeSpan Usual => TimeSpan.FromSeconds(options.Value.ThrottledSeconds);

    /// <summary>Idempotent: a message that comes again, or for work that is done, finds nothing to claim.</summary>
    public async Task RunAsync(Guid predictionId, CancellationToken ct)
    {
        if (await claims.ClaimAsync(predictionId, ct) is not { } claimed)
            return;

        using var scope = PredictionScope.Of(logger, claimed);
        var outcome = await SendAsync(claimed, ct);
        await (outcome is null ? store.NotSentAsync(claimed, ct) : WriteAsync(claimed, outcome, ct));
    }

    /// <returns>Null when the check before the call said no.</returns>
    private async Task<CreateOutcome?> SendAsync(Prediction claimed, CancellationToken ct)
    {
        var mayBeSent = false;
        try
        {
            return await leases.WhileHeldAsync(claimed, async held =>
            {
                var (run, instead) = await prepare.RunAsync(claimed, held);
                if (run is null)
                    return instead;
                if (!await claims.AboutToSendAsync(claimed, held))
                    return null;
                mayBeSent = true;
                return await replicate.CreateAsync(
                    run.Model, run.Input, webhooks.For(claimed.Id, claimed.Attempt), run.Deadline, held);
            }, ct);
        }
        catch when (!mayBeSent)
        {
            await GiveBackAsync(claimed);
            throw;
        }
    }

    /// <summary>
    /// After a surprise before the call: nothing was sent, so the lease need not run out and count as a death.
    /// </summary>
    private async Task GiveBackAsync(Prediction claimed)
    {
        try
        {
            await store.NotAcceptedAsync(claimed, Usual, CancellationToken.None);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            LogNotGivenBack(logger, error);
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
                await WaitAsync(claimed, throttled.Wait ?? Usual, ct);
                break;
            case CreateOutcome.NotSent notSent:
                await WaitAsync(claimed, notSent.Wait ?? Usual, ct);
                break;
            case CreateOutcome.AccountRejected trouble:
                LogAccountRejected(logger, trouble.StatusCode, trouble.Detail);
                await WaitAsync(claimed, TimeSpan.FromSeconds(options.Value.AccountRejectedRetrySeconds), ct);
                break;
            case CreateOutcome.Unfit unfit:
                LogUnfit(logger, unfit.Detail);
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

    private async Task WaitAsync(Prediction claimed, TimeSpan wait, CancellationToken ct)
    {
        await store.NotAcceptedAsync(claimed, wait, ct);
        await queues.EnqueueAsync(PredictionMessage.Start(claimed.Id), ct, after: wait);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease could not be given back and will run out")]
    private static partial void LogNotGivenBack(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {UpstreamId} was overtaken by other news")]
    private static partial void LogOvertaken(ILogger logger, string upstreamId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Replicate refuses our account (HTTP {StatusCode}): {Detail}")]
    private static partial void LogAccountRejected(ILogger logger, int statusCode, string detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "A request does not fit its model and was not sent: {Detail}")]
    private static partial void LogUnfit(ILogger logger, string detail);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Replicate did not accept a request (HTTP {StatusCode}): {Detail}")]
    private static partial void LogRefused(ILogger logger, int statusCode, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unknown whether the run was accepted: {Detail}")]
    private static partial void LogUnknown(ILogger logger, string detail);
}
