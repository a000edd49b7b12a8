using Microsoft.Extensions.Options;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Assets;

/// <summary>Deletes staged files that were never completed.</summary>
internal sealed class StagedUploadsSweep(
    StagedFiles files, UploadGrantStore grants, TimeProvider clock, IOptions<StorageOptions> options) : ISweep
{
    public string Name => "uploads never completed";

    public async Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct)
    {
        var minutes = options.Value.StagedUploadRetentionMinutes;
        var before = clock.GetUtcNow().AddMinutes(-minutes);
        if (!dryRun)
            await grants.DeleteExpiredAsync(minutes, ct);
        var (found, removed) = (0, 0);
        var failures = new FailureBudget();
        await foreach (var page in files.PagesAsync(ct))
        {
            foreach (var file in page.Where(file => file.WrittenAt < before))
            {
                found++;
                if (!dryRun && await failures.TryAsync(() => files.DeleteAsync(file.GrantId, ct), ct))
                    removed++;
            }
        }

        failures.ThrowIfFailed();
        return new(found, removed);
    }
}
