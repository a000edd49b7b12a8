using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Assets;

/// <summary>Finishes moves that a crash interrupted, in the state that the row says.</summary>
internal sealed class PendingMovesSweep(PendingMoveStore store, FinishPendingMoves finish) : ISweep
{
    public string Name => "files left half moved";

    // Links to files that are in the wrong container do not work.
    public bool IsUrgent => true;

    public async Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct)
    {
        var (found, removed) = (0, 0);
        var failures = new FailureBudget();
        var after = Guid.Empty;
        while (await store.ListUnclaimedAsync(after, ct) is { Count: > 0 } batch)
        {
            found += batch.Count;
            foreach (var id in batch)
            {
                if (!dryRun && await failures.TryAsync(() => finish.RunAsync(id, ct), ct))
                    removed++;
            }

            after = batch[^1];
        }

        failures.ThrowIfFailed();
        return new(found, removed);
    }
}
