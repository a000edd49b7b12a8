using System.Collections.Concurrent;

namespace RenderStudio.Core.Assets;

/// <summary>
/// Uploads that are larger than their grant announced. A link limits neither size nor type, so the file is measured
/// after it was written.
/// </summary>
public sealed class ExceededUploads(StagedFiles files, UploadGrantStore grants)
{
    private const int AtOnce = 8;

    /// <summary>Removes those of one owner.</summary>
    public async Task RemoveAsync(Guid ownerId, CancellationToken ct)
    {
        var open = await grants.OfOwnerAsync(ownerId, ct);
        var exceeded = new ConcurrentBag<Guid>();
        await Parallel.ForEachAsync(
            open, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
            async (grant, stop) =>
            {
                if (await files.ExceedsAsync(grant, stop))
                    exceeded.Add(grant.Id);
            });
        foreach (var id in exceeded)
            await RemoveOneAsync(id, ct);
    }

    /// <summary>Removes the file, then the grant: while the file is there, the grant counts.</summary>
    internal async Task<bool> RemoveOneAsync(Guid id, CancellationToken ct)
    {
        await files.EmptyAsync(id, ct);
        await grants.RevokeAsync(id, ct);
        return true;
    }
}
