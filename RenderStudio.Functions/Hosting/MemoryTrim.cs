using RenderStudio.Core.Imaging;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Returns memory to the system after a burst of large bodies or pictures. An idle process allocates nothing, so the
/// runtime collects nothing either, and the buffers of the burst stay resident. While the process allocates, collections
/// are left to the runtime.
/// </summary>
public sealed class MemoryTrim(TimeProvider clock) : BackgroundService
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>Allocated since the last trim, so that an idle process collects seldom.</summary>
    private const long WorthIt = 64 * Megabyte;

    /// <summary>Allocated in one interval, at most, by a process that counts as idle.</summary>
    private const long Quiet = 8 * Megabyte;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        long trimmed = 0, before = 0;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = GC.GetTotalAllocatedBytes();
            if (now - before <= Quiet && now - trimmed >= WorthIt)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                Libvips.TrimHeap();
                trimmed = now;
            }

            before = now;
        }
    }
}
