using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Generations;

/// <param name="Ended">Whether the generation is finished, so that no further event follows.</param>
public sealed record TimelineUpdate(IReadOnlyList<GenerationEvent> Items, bool Ended);

/// <summary>
/// One event stream or waiting submit. Returns the timeline events that <see cref="GenerationWatch"/> has read. Not
/// thread-safe.
/// </summary>
public sealed class GenerationWatcher : IDisposable
{
    private readonly WatchedGeneration generation;
    private readonly GenerationWatch watch;
    private readonly TimeProvider clock;
    private WatchedGeneration.State seen;
    private bool left;

    internal GenerationWatcher(WatchedGeneration generation, GenerationWatch watch, TimeProvider clock)
    {
        (this.generation, this.watch, this.clock) = (generation, watch, clock);
        seen = generation.Now;
    }

    /// <summary>Returns the events that are known now, without waiting.</summary>
    /// <param name="after">The last <c>seq</c> that the caller has; 0 for all events.</param>
    public TimelineUpdate Read(int after)
    {
        seen = generation.Now;
        return new([.. seen.Events.Where(item => item.Seq > after)], seen.Ended);
    }

    /// <summary>Waits until there are events after the last <see cref="Read"/>, or the time has elapsed.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        if (atMost > TimeSpan.Zero)
            await seen.Changed.Task.WaitAsync(atMost, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
    }

    public void Dispose()
    {
        if (!left)
            watch.Leave(generation);
        left = true;
    }
}
