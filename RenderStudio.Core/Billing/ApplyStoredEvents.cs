using System.Text;
using Microsoft.Extensions.Logging;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Billing;

/// <summary>Applies events that were stored but, because of a crash or an outage, not applied.</summary>
public sealed partial class ApplyStoredEvents(
    StudioDatabase database, ApplyStripeEvent apply, ILogger<ApplyStoredEvents> logger)
{
    private const int Batch = 100;

    /// <summary>The request that stored an event applies it within this time.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);

    /// <returns>Number of events that this call applied.</returns>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var applied = 0;
        foreach (var payload in await OpenAsync(ct))
            applied += await TryAsync(StripeEvent.Parse(Encoding.UTF8.GetBytes(payload)), ct) ? 1 : 0;
        return applied;
    }

    private async Task<IReadOnlyList<string>> OpenAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await StripeEventStore.OpenAsync(connection, Age, Batch);
    }

    private async Task<bool> TryAsync(StripeEvent told, CancellationToken ct)
    {
        try
        {
            await apply.RunAsync(told, ct);
            return true;
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            LogFailed(logger, told.Id, exception);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Could not apply Stripe event {EventId}; a later round will retry")]
    private static partial void LogFailed(ILogger logger, string eventId, Exception exception);
}
