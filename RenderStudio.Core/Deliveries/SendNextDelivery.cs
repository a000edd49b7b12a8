using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Deliveries;

/// <summary>Sends the next due delivery of an endpoint and records the result.</summary>
public sealed partial class SendNextDelivery(
    DeliveryClaimStore claims, DeliverySender sender, DeliveryOutcomeStore outcomes, DeliveryQueues queue,
    IOptions<DeliveryOptions> options, ILogger<SendNextDelivery> logger)
{
    /// <summary>The reconciler sends the messages of longer waits.</summary>
    private static readonly TimeSpan LongestMessageWait = TimeSpan.FromMinutes(2);

    /// <returns>
    /// Whether another delivery may follow at once. False when none is due, the lease was lost, or the endpoint was not
    /// quick, so that it needs another place.
    /// </returns>
    public async Task<bool> RunAsync(EndpointLease lease, CancellationToken ct)
    {
        if (await claims.NextAsync(lease, ct) is not { } delivery)
            return false;
        var response = await sender.SendAsync(delivery, Limit(delivery), ct);
        LogTried(logger, delivery.Id, lease.EndpointId, delivery.Attempts, response.Status, response.Error);
        if (!response.IsSuccess)
        {
            await FailAsync(lease, delivery, response, ct);
            return false;
        }

        var isQuick = response.Elapsed.TotalSeconds <= options.Value.QuickSeconds;
        await outcomes.SucceedAsync(lease, delivery, response, isQuick);
        return isQuick;
    }

    private TimeSpan Limit(ClaimedDelivery delivery) => TimeSpan.FromSeconds(
        delivery.IsQuick ? Math.Min(options.Value.QuickSeconds, options.Value.TimeoutSeconds)
            : options.Value.TimeoutSeconds);

    private async Task FailAsync(
        EndpointLease lease, ClaimedDelivery delivery, DeliveryResponse response, CancellationToken ct)
    {
        TimeSpan? wait = response.IsGone || delivery.Attempts >= options.Value.MaxTries
            ? null
            : RetrySchedule.After(delivery.Attempts, Random.Shared.NextDouble());
        var failing = await outcomes.FailAsync(lease, delivery, response, wait);
        if (response.IsGone)
            await DisableAsync(lease, "gone");
        else if (wait is null && failing >= TimeSpan.FromDays(options.Value.DisableAfterDays))
            await DisableAsync(lease, "failures");
        else if (wait <= LongestMessageWait)
            await queue.EnqueueAsync(lease.EndpointId, ct, after: wait);
    }

    private async Task DisableAsync(EndpointLease lease, string reason)
    {
        var others = await outcomes.DisableAsync(lease, reason);
        LogDisabled(logger, lease.EndpointId, reason);
        await queue.EnqueueCommittedAsync(others);
    }

    // Does not log the address, which may contain a secret of the owner.
    [LoggerMessage(Level = LogLevel.Information,
        Message = "Delivery {DeliveryId} to webhook endpoint {EndpointId}, try {Try}: HTTP {Status} {Error}")]
    private static partial void LogTried(
        ILogger logger, Guid deliveryId, Guid endpointId, int @try, int? status, string? error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Disabled webhook endpoint {EndpointId}: {Reason}")]
    private static partial void LogDisabled(ILogger logger, Guid endpointId, string reason);
}
