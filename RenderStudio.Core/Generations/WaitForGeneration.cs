using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Generations;

/// <summary>Waits until a generation is finished. Polls PostgreSQL and does not call Replicate.</summary>
public sealed class WaitForGeneration(GenerationWatch watch, TimeProvider clock)
{
    /// <returns>False when the time elapsed first, or the caller has no generation with this id.</returns>
    public async Task<bool> RunAsync(Guid id, Caller caller, TimeSpan atMost, CancellationToken ct)
    {
        var since = clock.GetTimestamp();
        if ((await watch.JoinAsync(id, caller, ct)).Failed(out _, out var joined))
            return false;
        using var watcher = joined;
        while (!watcher.Read(after: 0).Ended)
        {
            var left = atMost - clock.GetElapsedTime(since);
            if (left <= TimeSpan.Zero)
                return false;
            await watcher.WaitAsync(left, ct);
        }

        return true;
    }
}
