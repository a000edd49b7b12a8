using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Reconciliation;

/// <summary>
/// Deletes old records: idempotency keys, quotes, webhook deliveries, rejected messages, listing errors, hashes of
/// erased subjects and applied events of Stripe.
/// </summary>
internal sealed class OldRecordsSweep(OldRecordStore records) : ISweep
{
    public string Name => "old records";

    public async Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct)
    {
        var found = await records.CountAsync(ct);
        var removed = 0;
        while (!dryRun && await records.DeleteBatchAsync(ct) is > 0 and var batch)
        {
            removed += batch;
            ct.ThrowIfCancellationRequested();
        }

        return new(found, removed);
    }
}
