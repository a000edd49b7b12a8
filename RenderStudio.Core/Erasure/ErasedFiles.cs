using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;

namespace RenderStudio.Core.Erasure;

/// <summary>Deletes the files of an erased owner. A repeated call deletes what is left.</summary>
public sealed class ErasedFiles(BlobFiles blobs, StagedFiles staged)
{
    /// <summary>Deletes a folder in every container.</summary>
    public async Task DeleteFolderAsync(string folder, CancellationToken ct)
    {
        foreach (var container in StudioContainers.All)
            await blobs.DeleteFolderAsync(container, folder, ct);
    }

    /// <summary>Deletes the staged files of presigned uploads.</summary>
    public async Task DeleteUploadsAsync(IReadOnlyList<Guid> grants, CancellationToken ct)
    {
        foreach (var grant in grants)
            await staged.DeleteAsync(grant, ct);
    }
}
