using System.Collections.Concurrent;

namespace RenderStudio.Core.Assets;

/// <summary>
/// Removes uploads that are larger than their grant announced. A presigned link limits neither size nor type, so the
/// file is measured after the upload.
/// </summary>
public sealed class ExceededUploads(StagedFiles files, UploadGrantStore grants)
{
    private const int MaxParallel = 8;

    /// <summary>Removes the exceeded uploads of one owner.</summary>
    public async Task RemoveAsync(Guid ownerId, CancellationToken ct)
    {
        var open = await grants.OfOwnerAsync(ownerId, ct);
        var exceeded = new ConcurrentBag<UploadGrant>();
        await Parallel.ForEachAsync(
            open, new ParallelOptions { MaxDegreeOfParallelism = MaxParallel, CancellationToken = ct },
            async (grant, stop) =>
            {
                if (await files.ExceedsAsync(grant, stop))
                    exceeded.Add(grant);
            });
        foreach (var grant in exceeded)
            await RemoveOneAsync(grant, ct);
    }

    /// <summary>
    /// Removes the file, then the grant: while the file exists, its grant counts against the owner's limit.
    /// </summary>
    internal async Task<bool> RemoveOneAsync(UploadGrant grant, CancellationToken ct)
    {
        await files.EndLinkAsync(grant, ct);
        await grants.RevokeAsync(grant.Id, ct);
        return true;
    }
}
