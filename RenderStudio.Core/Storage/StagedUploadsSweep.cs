using Microsoft.Extensions.Options;
using RenderStudio.Core.Reconciliation;

namespace RenderStudio.Core.Storage;

/// <summary>Deletes what was uploaded by grant and never completed.</summary>
public sealed class StagedUploadsSweep(
    BlobFiles blobs, UploadGrantStore grants, TimeProvider clock, IOptions<StorageOptions> options) : ISweep
{
    public string Name => "uploads never completed";

    public async Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct)
    {
        var minutes = options.Value.StagedMinutes;
        var before = clock.GetUtcNow().AddMinutes(-minutes);
        if (!dryRun)
            await grants.ForgetAsync(minutes, ct);
        var (found, removed) = (0, 0);
        await foreach (var path in blobs.OldAsync(StudioContainers.Private, StoragePaths.StagingFolder, before, ct))
        {
            found++;
            if (!dryRun && await blobs.DeleteAsync(StudioContainers.Private, path, ct))
                removed++;
        }

        return new(found, removed);
    }
}
