using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Assets;

/// <summary>Removes uploads that are larger than their grant, or whose grant is used or gone.</summary>
public sealed class ExceededUploadsSweep(
    StagedFiles files, UploadGrantStore grants, ExceededUploads exceeded) : ISweep
{
    public string Name => "uploads beyond their grant";

    // Until it is removed, such a file is stored beyond its owner's limit.
    public bool IsUrgent => true;

    public async Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct)
    {
        var (found, removed) = (0, 0);
        var turns = new FailureBudget();
        await foreach (var page in files.PagesAsync(ct))
        {
            foreach (var file in await BeyondAsync(page, ct))
            {
                found++;
                if (!dryRun && await turns.TryAsync(() => exceeded.RemoveOneAsync(file.GrantId, ct), ct))
                    removed++;
            }
        }

        turns.ThrowIfFailed();
        return new(found, removed);
    }

    // A grant is written before its file can be, so a file that was listed first and has no grant now has lost it.
    private async Task<IReadOnlyList<StagedBlob>> BeyondAsync(IReadOnlyList<StagedBlob> page, CancellationToken ct)
    {
        StagedBlob[] written = [.. page.Where(file => file.Bytes > 0)];
        if (written.Length == 0)
            return [];
        var announced = (await grants.SomeAsync([.. written.Select(file => file.GrantId)], ct))
            .ToDictionary(grant => grant.Id, grant => grant.Bytes);
        return [.. written.Where(file => file.Bytes > announced.GetValueOrDefault(file.GrantId))];
    }
}
