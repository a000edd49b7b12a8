using Azure;
using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Blobs;

namespace RenderStudio.Core.Assets;

/// <summary>
/// Moves the files of an asset or a render to the container that matches its row: copy, then update the row, then
/// delete. A lease separates concurrent workers. A worker that resumes after its lease expired can neither change the
/// row nor delete newer versions; the files that it copied are processed again. After a crash at any step, a further
/// run ends in the state of the row.
/// </summary>
public sealed class FinishPendingMoves(
    PendingMoveStore store, FileMoves moves, BlobFiles blobs, IOptions<StorageOptions> options)
{
    /// <summary>Moves the files to where the row says, unless another worker holds the lease.</summary>
    /// <returns>Whether the files are there now.</returns>
    public Task<bool> RunAsync(Guid id, CancellationToken ct) => TryAsync(id, wanted: null, ct);

    /// <summary>Does the same if a move is pending.</summary>
    public async Task RunIfPendingAsync(Guid id, CancellationToken ct)
    {
        if (await store.ExistsAsync(id, ct))
            await RunAsync(id, ct);
    }

    /// <param name="wanted">The visibility to set in the row; null keeps the current one.</param>
    /// <returns>False when another worker holds the lease or took it over.</returns>
    internal async Task<bool> TryAsync(Guid id, bool? wanted, CancellationToken ct)
    {
        var token = Guid.NewGuid();
        var seconds = options.Value.FileMoveLeaseSeconds;
        if (!await store.ClaimAsync(id, token, seconds, ct))
            return false;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(seconds));
        var ended = false;
        try
        {
            return ended = await MoveAsync(id, token, wanted, deadline.Token);
        }
        catch (RequestFailedException contested) when (contested.Status == 412)
        {
            return false;
        }
        finally
        {
            if (!ended)
                await ReturnLeaseAsync(id);
        }
    }

    private async Task<bool> MoveAsync(Guid id, Guid token, bool? wanted, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is { } files)
        {
            if (files.IsObsolete)
                await ClearAsync(id, files, ct);
            else if (!await MoveAsync(id, token, files, wanted, ct))
                return false;
        }

        return await store.CompleteAsync(id, token, ct);
    }

    private async Task<bool> MoveAsync(Guid id, Guid token, StoredFiles files, bool? wanted, CancellationToken ct)
    {
        var (from, to) = wanted ?? files.IsPublic
            ? (StudioContainers.Private, StudioContainers.Public)
            : (StudioContainers.Public, StudioContainers.Private);
        var copied = files.Paths is [] ? [] : await moves.CopyAsync(files.Paths, from, to, ct);
        // On failure the copies are kept, because the row may refer to them by now.
        var isCurrent = wanted is { } isPublic
            ? await store.SetVisibilityAsync(id, token, isPublic, files.VariantCount, ct)
            : await store.IsClaimedByAsync(id, token, ct);
        if (!isCurrent)
            return false;
        await moves.DeleteSourcesAsync(copied, from, ct);
        return true;
    }

    private async Task ClearAsync(Guid id, StoredFiles files, CancellationToken ct)
    {
        foreach (var path in files.Paths)
            await Task.WhenAll(StudioContainers.All.Select(container => blobs.DeleteAsync(container, path, ct)));
        await store.MarkClearedAsync(id, ct);
    }

    // Without a database connection the lease expires by itself.
    private async Task ReturnLeaseAsync(Guid id)
    {
        try
        {
            await store.ReturnAsync(id, CancellationToken.None);
        }
        catch (NpgsqlException)
        {
        }
    }
}
