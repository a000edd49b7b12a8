using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// What becomes of a message that failed too often. The row decides: only when its tries or deaths are used up and
/// nobody holds it does it fail; otherwise the message is dropped and the reconciler goes on, so that an outage fails
/// nobody.
/// </summary>
public sealed partial class HandlePoisonMessage(
    StudioDatabase database, RejectedMessages rejected, IOptions<PredictionOptions> options,
    ILogger<HandlePoisonMessage> logger)
{
    public async Task RunAsync(string queue, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        if (PredictionMessage.TryRead(body) is not { } message)
        {
            await rejected.KeepAsync(queue, body, PredictionMessage.WhyRejected(body), ct);
            return;
        }

        var failed = await database.InTransactionAsync(async connection =>
            await PredictionStore.LockAsync(connection, message.PredictionId) is { } now
            && IsUsedUp(now)
            && await PredictionEnd.FailAsync(connection, now, FailureCode.StorageFailed), ct);
        LogSettled(logger, queue, message.PredictionId, failed);
    }

    /// <summary>A start whose deaths are used up waits for its search to end; the reconciler fails it then.</summary>
    private bool IsUsedUp(Prediction now) =>
        now.Status == PredictionStatus.Storing && !now.LeaseLive
        && (now.LeaseExpiries >= options.Value.MaxLeaseExpiries || options.Value.IsStoringUsedUp(now, now.StoringTries));

    [LoggerMessage(Level = LogLevel.Error,
        Message = "A message of {Queue} for prediction {PredictionId} failed too often (prediction failed: {Failed})")]
    private static partial void LogSettled(ILogger logger, string queue, Guid predictionId, bool failed);
}
