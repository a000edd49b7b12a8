using Azure;
using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Blobs;

namespace RenderStudio.Core.Assets;

/// <summary>
/// Brings the files of an asset or a render to where its row says: copy, then the row, then delete. A claim keeps two
/// workers apart; one that froze and wakes up can neither change the row nor delete what was written since, and what it
/// copies is gone through once more. Whatever step a crash comes at, running it again ends in the row's state.
/// </summary>
public sealed class FinishPendingMoves(
    PendingMoveStore store, FileMoves moves, BlobFiles blobs, IOptions<StorageOptions> options)
{
    /// <summary>Puts files where their row says, if nobody else is at it.</summary>
    /// <returns>Whether they lie there now.</returns>
    public Task<bool> RunAsync(Guid id, CancellationToken ct) => TryAsync(id, wanted: null, ct);

    /// <summary>The same, if anybody has noted that they may lie elsewhere.</summary>
    public async Task RunIfPendingAsync(Guid id, CancellationToken ct)
    {
        if (await store.ExistsAsync(id, ct))
            await RunAsync(id, ct);
    }

    /// <param name="wanted">Where the row is to say; null leaves it as it is.</param>
    /// <returns>False when somebody else holds the claim, or took it over.</returns>
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
                await LeaveAsync(id);
        }
    }

    private async Task<bool> MoveAsync(Guid id, Guid token, bool? wanted, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is { } files)
        {
            if (files.IsGone)
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
        // Copies that are left then are not taken back: the row may say by now that they are the files.
        var holds = wanted is { } isPublic
            ? await store.FlipAsync(id, token, isPublic, files.Pictures, ct)
            : await store.IsClaimedByAsync(id, token, ct);
        if (!holds)
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

    // Without a database the lease runs out by itself.
    private async Task LeaveAsync(Guid id)
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
