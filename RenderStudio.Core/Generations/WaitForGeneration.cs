using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Generations;

/// <summary>Waits until a generation has ended, by reading Postgres; Replicate is never waited for.</summary>
public sealed class WaitForGeneration(StudioDatabase database, IOptions<GenerationOptions> options, TimeProvider clock)
{
    /// <returns>False when the time was over first.</returns>
    public async Task<bool> RunAsync(Guid id, TimeSpan atMost, CancellationToken ct)
    {
        var since = clock.GetTimestamp();
        while (!await EndedAsync(id, ct))
        {
            var left = atMost - clock.GetElapsedTime(since);
            if (left <= TimeSpan.Zero)
                return false;
            var pause = TimeSpan.FromSeconds(options.Value.FollowSeconds);
            await Task.Delay(left < pause ? left : pause, clock, ct);
        }

        return true;
    }

    private async Task<bool> EndedAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await GenerationStore.EndedAsync(connection, id);
    }
}
