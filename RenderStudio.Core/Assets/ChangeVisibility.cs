namespace RenderStudio.Core.Assets;

/// <summary>
/// Makes an asset or a render, with all files of it, public or private. When it says done, it is: of what is private
/// now, no public copy is left.
/// </summary>
public sealed class ChangeVisibility(PendingMoveStore store, FinishPendingMoves settle, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // Longer than a move may take, so that whoever waits for a dead worker gets through.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Waits for another change of the same thing to end. Goes on to the end when its caller leaves.</summary>
    /// <param name="id">Of an asset or a render; a foreign or deleted one is not found.</param>
    /// <returns>Null when it is done.</returns>
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
            if (await settle.TryAsync(id, isPublic, CancellationToken.None))
                return null;
            if (clock.GetElapsedTime(since) > Patience)
                return Busy;
            await Task.Delay(Pause, clock, ct);
        }
    }

    private static Problem NotFound { get; } = new(ProblemCode.NotFound, "There is nothing of yours with this id.");

    private static Problem Busy { get; } =
        new(ProblemCode.Unavailable, "Another change of its visibility is still under way.");
}
