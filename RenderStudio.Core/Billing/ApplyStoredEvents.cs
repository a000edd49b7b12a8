using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Billing;

/// <summary>Applies events that were stored but, because of a crash or an outage, not applied.</summary>
public sealed partial class ApplyStoredEvents(
    StudioDatabase database, ApplyStripeEvent apply, ILogger<ApplyStoredEvents> logger)
{
    /// <summary>Events of one page, of at most 1 MB each.</summary>
    private const int Batch = 20;

    /// <summary>The request that stored an event applies it within this time.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);

    /// <returns>Number of events that this call applied or found unreadable.</returns>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var (applied, last) = (0, StoredEvent.BeforeAll);
        while (await OpenAsync(last, ct) is [.., var end] page)
        {
            foreach (var stored in page)
                applied += await TryAsync(stored, ct) ? 1 : 0;
            last = end;
        }

        return applied;
    }

    private async Task<IReadOnlyList<StoredEvent>> OpenAsync(StoredEvent after, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await StripeEventStore.OpenAsync(connection, Age, after, Batch);
    }

    /// <summary>A failed event stays open and does not prevent the others.</summary>
    private async Task<bool> TryAsync(StoredEvent stored, CancellationToken ct)
    {
        try
        {
            if (Parse(stored) is { } told)
                await apply.RunAsync(told, ct);
            else
                await apply.RejectAsync(stored.Id, ct);
            return true;
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            LogFailed(logger, stored.Id, exception);
            return false;
        }
    }

    /// <returns>Null when the payload is no event, or was deleted.</returns>
    private static StripeEvent? Parse(StoredEvent stored)
    {
        try
        {
            return stored.Payload is { } payload ? StripeEvent.Parse(Encoding.UTF8.GetBytes(payload)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Could not apply Stripe event {EventId}; a later round will retry")]
    private static partial void LogFailed(ILogger logger, string eventId, Exception exception);
}
