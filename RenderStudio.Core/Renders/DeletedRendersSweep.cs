using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Renders;

/// <summary>
/// Removes renders whose restore period is over: first all files, then the rows that refer to them, so that the next
/// sweep completes the work after a crash.
/// </summary>
internal sealed class DeletedRendersSweep(StudioDatabase database, BlobFiles blobs) : ISweep
{
    private const int Batch = 100;

    public string Name => "deleted renders";

    public async Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct)
    {
        var (found, removed) = (0, 0);
        var failures = new FailureBudget();
        var after = Guid.Empty;
        while (await ListExpiredAsync(after, ct) is { Count: > 0 } batch)
        {
            found += batch.Count;
            foreach (var id in batch.Where(_ => !dryRun))
                removed += await failures.TryAsync(() => RemoveAsync(id, ct), ct);
            after = batch[^1];
        }

        failures.ThrowIfFailed();
        return new(found, removed);
    }

    private async Task<int> RemoveAsync(Guid id, CancellationToken ct)
    {
        foreach (var container in StudioContainers.All)
            await blobs.DeleteFolderAsync(container, StoragePaths.RenderFolder(id), ct);
        var removed = await database.InTransactionAsync(
            connection => RenderRowStore.RemoveAsync(connection, [id]), ct);
        return removed.Renders;
    }

    private async Task<IReadOnlyList<Guid>> ListExpiredAsync(Guid after, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await RenderLifeStore.ListExpiredAsync(connection, after, Batch);
    }
}
