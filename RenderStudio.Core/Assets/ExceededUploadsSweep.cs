using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Assets;

/// <summary>Removes uploads that are larger than their grant, or whose grant is used or revoked.</summary>
internal sealed class ExceededUploadsSweep(
    StagedFiles files, UploadGrantStore grants, ExceededUploads exceeded) : ISweep
{
    public string Name => "uploads beyond their grant";

    // Until it is removed, such a file exceeds its owner's storage limit.
    public bool IsUrgent => true;

    public async Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct)
    {
        var (found, removed) = (0, 0);
        var failures = new FailureBudget();
        await foreach (var page in files.PagesAsync(ct))
        {
            foreach (var (file, grant) in await BeyondAsync(page, ct))
            {
                found++;
                if (!dryRun && await failures.TryAsync(() => RemoveAsync(file, grant, ct), ct))
                    removed++;
            }
        }

        failures.ThrowIfFailed();
        return new(found, removed);
    }

    // A file without a grant may belong to an erased owner, of whom not even an empty file may remain. If its link is
    // used again, a later round deletes the file again.
    private Task<bool> RemoveAsync(StagedBlob file, UploadGrant? grant, CancellationToken ct) =>
        grant is null ? files.DeleteAsync(file.GrantId, ct) : exceeded.RemoveOneAsync(grant, ct);

    // A grant is written before its file. A file that is in the listing and has no grant afterwards has lost its grant.
    private async Task<IReadOnlyList<(StagedBlob, UploadGrant?)>> BeyondAsync(
        IReadOnlyList<StagedBlob> page, CancellationToken ct)
    {
        StagedBlob[] written = [.. page.Where(file => file.Bytes > 0)];
        if (written.Length == 0)
            return [];
        var announced = (await grants.SomeAsync([.. written.Select(file => file.GrantId)], ct))
            .ToDictionary(grant => grant.Id);
        return
        [
            .. from file in written
               let grant = announced.GetValueOrDefault(file.GrantId)
               where file.Bytes > (grant?.Bytes ?? 0)
               select (file, grant),
        ];
    }
}
