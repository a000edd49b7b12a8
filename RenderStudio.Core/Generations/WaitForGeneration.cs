using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Generations;

/// <summary>Waits until a generation has ended, by reading Postgres; Replicate is never waited for.</summary>
public sealed class WaitForGeneration(CheckHints hints, IOptions<GenerationOptions> options, TimeProvider clock)
{
    /// <returns>False when the time was over first.</returns>
    public async Task<bool> RunAsync(Guid id, TimeSpan atMost, CancellationToken ct)
    {
        var since = clock.GetTimestamp();
        while (!await hints.HasEndedAsync(id, ct))
        {
            var left = atMost - clock.GetElapsedTime(since);
            if (left <= TimeSpan.Zero)
                return false;
            var pause = TimeSpan.FromSeconds(options.Value.FollowSeconds);
            await Task.Delay(left < pause ? left : pause, clock, ct);
        }

        return true;
    }
}
