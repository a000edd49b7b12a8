using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Handles a poison message: a message that failed too often. The prediction ends only if its lease expiries or its
/// time are used up and it has no live lease. Otherwise the message is dropped and the reconciler continues the work,
/// so that an outage fails no prediction.
/// </summary>
public sealed partial class HandlePoisonMessage(
    StudioDatabase database, RejectedMessageStore rejected, IOptions<PredictionOptions> options,
    ILogger<HandlePoisonMessage> logger)
{
    public async Task RunAsync(string queue, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        if (PredictionMessage.TryRead(body) is not { } message)
        {
            await rejected.KeepAsync(queue, body, PredictionMessage.WhyRejected(body), ct);
            return;
        }

        var ended = await database.InTransactionAsync(async connection =>
            await PredictionStore.LockAsync(connection, message.PredictionId) is { } now
            && IsUsedUp(now)
            && await AbandonedStoring.EndAsync(connection, now, FailureCode.StorageFailed), ct);
        LogHandled(logger, queue, message.PredictionId, ended);
    }

    /// <summary>
    /// False for a start, also with its lease expiries used up: the search for its run has to end first, and the
    /// reconciler fails it then.
    /// </summary>
    private bool IsUsedUp(Prediction now) =>
        now.Status == PredictionStatus.Storing && !now.LeaseLive
        && (now.LeaseExpiries >= options.Value.MaxLeaseExpiries
            || (now.StoringTries >= options.Value.MaxStoringTries
                && now.ResultSeconds >= options.Value.MaxStoringSeconds));

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Handled a poison message of {Queue} for prediction {PredictionId} (prediction ended: {Ended})")]
    private static partial void LogHandled(ILogger logger, string queue, Guid predictionId, bool ended);
}
