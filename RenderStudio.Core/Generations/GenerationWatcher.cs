using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Generations;

/// <param name="Ended">No event follows these.</param>
public sealed record TimelineNews(IReadOnlyList<GenerationEvent> Items, bool Ended);

/// <summary>One event stream or waiting submit. Reads what the instance's one reader has read. Not thread-safe.</summary>
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

    /// <summary>What is known now.</summary>
    /// <param name="after">The last <c>seq</c> that the caller has.</param>
    public TimelineNews News(int after)
    {
        seen = generation.Now;
        return new([.. seen.Events.Where(item => item.Seq > after)], seen.Ended);
    }

    /// <summary>Waits until there is more than <see cref="News"/> has shown last, or the time is over.</summary>
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
