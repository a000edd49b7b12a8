using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Generations;

/// <summary>
/// One generation that is watched, as its last look showed it. Written by the one reader, read by all its watchers.
/// </summary>
internal sealed class WatchedGeneration(Guid id)
{
    private readonly TaskCompletionSource<Guid?> owner = Signal<Guid?>();
    private volatile State now = new([], Ended: false);

    public Guid Id => id;

    /// <summary>Guarded by the lock of <see cref="GenerationWatch"/>.</summary>
    public int Watchers { get; set; }

    /// <summary>Known after the first look; null when there is no such generation.</summary>
    public Task<Guid?> Owner => owner.Task;

    public State Now => now;

    public int Seen => now.Events is [.., var last] ? last.Seq : 0;

    /// <param name="news">Null when it does not exist, or no longer.</param>
    public void Show(GenerationNews? news)
    {
        var before = now;
        if (news is null or { Ended: true } or { Events: [_, ..] })
        {
            now = new([.. before.Events, .. news?.Events ?? []], Ended: news is not { Ended: false });
            before.Changed.TrySetResult();
        }

        owner.TrySetResult(news?.OwnerId);
    }

    /// <summary>The first look failed. Those who have seen it wait for the next one.</summary>
    public bool FailFirst(Exception failure) => owner.TrySetException(failure);

    private static TaskCompletionSource<T> Signal<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="Events">All from the first.</param>
    /// <param name="Ended">No event follows these.</param>
    internal sealed record State(IReadOnlyList<GenerationEvent> Events, bool Ended)
    {
        public TaskCompletionSource Changed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
