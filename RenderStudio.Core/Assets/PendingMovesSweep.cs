using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Assets;

/// <summary>Ends the moves that a crash left half done, in the state that the row says.</summary>
public sealed class PendingMovesSweep(PendingMoveStore store, FinishPendingMoves settle) : ISweep
{
    public string Name => "files left half moved";

    // Links to files that lie elsewhere lead to nothing.
    public bool IsUrgent => true;

    public async Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct)
    {
        var (found, removed) = (0, 0);
        var turns = new FailureBudget();
        var after = Guid.Empty;
        while (await store.ListUnclaimedAsync(after, ct) is { Count: > 0 } batch)
        {
            found += batch.Count;
            foreach (var id in batch)
            {
                if (!dryRun && await turns.TryAsync(() => settle.RunAsync(id, ct), ct))
                    removed++;
            }

            after = batch[^1];
        }

        turns.ThrowIfFailed();
        return new(found, removed);
    }
}
