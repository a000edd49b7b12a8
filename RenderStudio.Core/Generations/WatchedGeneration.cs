using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Generations;

/// <summary>
/// One watched generation with its state of the last poll. Only the polling task writes it; all watchers read it.
/// </summary>
internal sealed class WatchedGeneration(Guid id)
{
    private readonly TaskCompletionSource<Guid?> owner = Signal<Guid?>();
    private volatile State now = new([], Ended: false);

    public Guid Id => id;

    /// <summary>Guarded by the lock of <see cref="GenerationWatch"/>.</summary>
    public int Watchers { get; set; }

    /// <summary>The owner, available after the first poll; null when the generation does not exist.</summary>
    public Task<Guid?> Owner => owner.Task;

    public State Now => now;

    /// <summary>The last <c>seq</c> that was read; 0 for none.</summary>
    public int Seen => now.Events is [.., var last] ? last.Seq : 0;

    /// <summary>Adds the result of a poll and notifies the watchers of a change.</summary>
    /// <param name="update">Null when the generation does not exist or was deleted.</param>
    public void Apply(GenerationUpdate? update)
    {
        var before = now;
        if (update is null or { Ended: true } or { Events: [_, ..] })
        {
            now = new([.. before.Events, .. update?.Events ?? []], Ended: update is not { Ended: false });
            before.Changed.TrySetResult();
        }

        owner.TrySetResult(update?.OwnerId);
    }

    /// <summary>
    /// Reports to the watchers that the first poll failed. Returns false when an earlier poll succeeded: the watchers
    /// then wait for the next poll.
    /// </summary>
    public bool FailFirstPoll(Exception exception) => owner.TrySetException(exception);

    private static TaskCompletionSource<T> Signal<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="Events">All events since the first.</param>
    /// <param name="Ended">Whether the generation is finished, so that no further event follows.</param>
    internal sealed record State(IReadOnlyList<GenerationEvent> Events, bool Ended)
    {
        public TaskCompletionSource Changed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
