using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Deliveries;

/// <summary>
/// Sends the messages of deliveries that are overdue: those whose next try is now due, and those whose message or
/// worker was lost.
/// </summary>
public sealed partial class RepairDeliveries(
    DueEndpointStore store, DeliveryQueues queue, IOptions<DeliveryOptions> options, TimeProvider clock,
    ILogger<RepairDeliveries> logger)
{
    /// <summary>A message that was sent for a new event is processed within this time.</summary>
    private const double Patience = 3;

    /// <summary>A round ends after this time although the queue service responds slowly; the next one continues.</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(10);

    /// <returns>Number of endpoints for which a message was sent.</returns>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        if (await store.EndUsedUpAsync(options.Value.MaxTries, ct) is > 0 and var ended)
            LogEnded(logger, ended);
        var (sent, since) = (0, clock.GetTimestamp());
        foreach (var endpointId in await store.OverdueAsync(Patience, ct))
        {
            await queue.EnqueueAsync(endpointId, ct);
            sent++;
            if (clock.GetElapsedTime(since) >= MaxTime)
                break;
        }

        return sent;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ended {Count} deliveries whose last try was interrupted")]
    private static partial void LogEnded(ILogger logger, int count);
}
