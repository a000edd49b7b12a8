using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Deliveries;

/// <summary>Deletes deliveries that ended more than <c>Sweep:RecordDays</c> ago.</summary>
internal sealed class OldDeliveriesSweep(OldDeliveryStore deliveries) : ISweep
{
    public string Name => "old deliveries";

    public async Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct)
    {
        var found = await deliveries.CountAsync(ct);
        var removed = 0;
        while (!dryRun && await deliveries.DeleteBatchAsync(ct) is > 0 and var batch)
        {
            removed += batch;
            ct.ThrowIfCancellationRequested();
        }

        return new(found, removed);
    }
}
