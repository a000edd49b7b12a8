namespace RenderStudio.Core.Assets;

/// <summary>
/// Makes an asset or a render, with all of its files, public or private. On success no public copy of a private file is
/// left.
/// </summary>
public sealed class ChangeVisibility(PendingMoveStore store, FinishPendingMoves finish, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // Longer than the lease of a move, so that a call succeeds after a worker has failed.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Waits for another change of the same asset or render to end. Once the move has started, it continues even if the
    /// caller cancels.
    /// </summary>
    /// <param name="id">Id of an asset or a render. One that is deleted or belongs to another owner is not
    /// found.</param>
    /// <returns>Null on success.</returns>
    public async Task<Problem?> RunAsync(Guid id, Guid ownerId, bool isPublic, CancellationToken ct)
    {
        var since = clock.GetTimestamp();
        while (true)
        {
            var files = await store.FindAsync(id, ct);
            if (files is null || files.OwnerId != ownerId || files.IsDeleted)
                return NotFound;
            if (files.HasNoPendingMove && files.IsPublic == isPublic)
                return null;
            if (await finish.TryAsync(id, isPublic, CancellationToken.None))
                return null;
            if (clock.GetElapsedTime(since) > MaxWait)
                return Busy;
            await Task.Delay(Pause, clock, ct);
        }
    }

    private static Problem NotFound { get; } = new(ProblemCode.NotFound, "There is no asset or render with this id.");

    private static Problem Busy { get; } =
        new(ProblemCode.Unavailable, "Another change of visibility is still in progress. Retry later.");
}
