using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Billing;
using RenderStudio.Core.Deliveries;
using RenderStudio.Core.Erasure;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Sweeps;

namespace RenderStudio.Functions.Reconciliation;

/// <summary>The timer triggers. They are not monitored, so the host does not store a schedule status.</summary>
public sealed class ReconciliationFunctions(
    ReconcilePredictions reconcile, EraseOwner erase, ApplyStoredEvents applyEvents, SweepStorage sweep,
    RepairDeliveries deliveries,
    IOptions<SweepOptions> options)
{
    [Function("ReconcilePredictions")]
    public async Task ReconcileAsync(
        [TimerTrigger("*/30 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken ct)
    {
        await reconcile.RunOnceAsync(ct);
        // Runs after the reconciliation, which ends the runs that an erasure waits for.
        await erase.RunOnceAsync(ct);
        await applyEvents.RunOnceAsync(ct);
        await sweep.RunUrgentAsync(options.Value.DryRun, ct);
        await deliveries.RunOnceAsync(ct);
    }

    [Function("SweepStorage")]
    public Task SweepAsync([TimerTrigger("0 0 * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken ct) =>
        sweep.RunOnceAsync(options.Value.DryRun, ct);
}
