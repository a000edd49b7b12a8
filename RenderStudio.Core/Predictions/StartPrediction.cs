using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Buys one run of a prediction, once. The create call has no idempotency key and costs money, so: claim first, look
/// again just before the call, and never repeat a call whose outcome is unknown (the reconciler searches for it
/// instead).
/// </summary>
public sealed partial class StartPrediction(
    StartStore store, StartBriefStore briefs, InputLinks inputs, PredictionLeases leases, ReplicateClient replicate,
    WebhookAddress webhooks, ModelCatalogue models, PredictionQueues queues, IOptions<PredictionOptions> options,
    ILogger<StartPrediction> logger)
{
    private TimeSpan Usual => TimeSpan.FromSeconds(options.Value.ThrottledSeconds);

    /// <summary>Idempotent: a message that comes again, or for work that is done, finds nothing to claim.</summary>
    public async Task RunAsync(Guid predictionId, CancellationToken ct)
    {
        if (await store.ClaimAsync(predictionId, ct) is not { } claimed)
            return;

        using var scope = PredictionScope.Of(logger, claimed);
        var outcome = await leases.WhileHeldAsync(
            claimed.Id, claimed.LeaseToken!.Value, held => SendAsync(claimed, held), ct);
        await (outcome is null ? store.NotSentAsync(claimed, ct) : WriteAsync(claimed, outcome, ct));
    }

    /// <returns>Null when the check before the call said no.</returns>
    private async Task<CreateOutcome?> SendAsync(Prediction claimed, CancellationToken ct)
    {
        var brief = await briefs.OfGenerationAsync(claimed.GenerationId, ct);
        Uri[] photos;
        try
        {
            photos = await inputs.PhotosAsync(brief, ct);
        }
        catch (HttpRequestException error)
        {
            // Replicate's Files API is in trouble; nothing has been bought.
            LogNoPhoto(logger, error.Message);
            return new CreateOutcome.Throttled(TimeSpan.FromSeconds(options.Value.OperatorTroubleSeconds));
        }

        var model = models.Get(brief.Model);
        var mapped = models.Map(model, new ModelRequest(
            brief.Mode, brief.ComposedPrompt, brief.ComposedNegative, brief.NegativePrompt, brief.AspectRatio,
            brief.Quality, claimed.VariantCount, claimed.Seed, photos));
        if (mapped.Trouble is [_, ..])
            return new CreateOutcome.Unfit(string.Join("; ", mapped.Trouble));
        TimeSpan? deadline = brief.MaxWaitSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        return await store.AboutToSendAsync(claimed, ct)
            ? await replicate.CreateAsync(
                model, mapped.Input, webhooks.For(claimed.Id, claimed.Attempt), deadline, ct)
            : null;
    }

    private async Task WriteAsync(Prediction claimed, CreateOutcome outcome, CancellationToken ct)
    {
        switch (outcome)
        {
            case CreateOutcome.Accepted accepted:
                if (!await store.QueuedAsync(claimed, accepted.Prediction.Id, accepted.Prediction.StatusText, ct))
                    LogOvertaken(logger, accepted.Prediction.Id);
                break;
            case CreateOutcome.Throttled throttled:
                await WaitAsync(claimed, throttled.Wait ?? Usual, ct);
                break;
            case CreateOutcome.NotSent notSent:
                await WaitAsync(claimed, notSent.Wait ?? Usual, ct);
                break;
            case CreateOutcome.OperatorTrouble trouble:
                LogOperatorTrouble(logger, trouble.StatusCode, trouble.Detail);
                await WaitAsync(claimed, TimeSpan.FromSeconds(options.Value.OperatorTroubleSeconds), ct);
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
        await queues.SendStartAsync(claimed.Id, ct, after: wait);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The photo could not be given to Replicate: {Reason}")]
    private static partial void LogNoPhoto(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {UpstreamId} was overtaken by other news")]
    private static partial void LogOvertaken(ILogger logger, string upstreamId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Replicate refuses our account (HTTP {StatusCode}): {Detail}")]
    private static partial void LogOperatorTrouble(ILogger logger, int statusCode, string detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "A request does not fit its model and was not sent: {Detail}")]
    private static partial void LogUnfit(ILogger logger, string detail);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Replicate did not accept a request (HTTP {StatusCode}): {Detail}")]
    private static partial void LogRefused(ILogger logger, int statusCode, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unknown whether the run was accepted: {Detail}")]
    private static partial void LogUnknown(ILogger logger, string detail);
}
