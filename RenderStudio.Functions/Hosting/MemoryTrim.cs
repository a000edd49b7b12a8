using RenderStudio.Core.Imaging;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Returns memory to the operating system after a burst of large bodies or pictures. An idle process allocates nothing,
/// so the runtime collects nothing either, and the buffers of the burst stay resident. While the process allocates,
/// collections are left to the runtime.
/// </summary>
public sealed class MemoryTrim(TimeProvider clock) : BackgroundService
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>Minimum number of bytes allocated between two trims, so that an idle process rarely collects.</summary>
    private const long TrimThreshold = 64 * Megabyte;

    /// <summary>Maximum number of bytes that an idle process allocates in one interval.</summary>
    private const long IdleThreshold = 8 * Megabyte;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        long trimmed = 0, before = 0;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = GC.GetTotalAllocatedBytes();
            if (now - before <= IdleThreshold && now - trimmed >= TrimThreshold)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                Libvips.TrimHeap();
                trimmed = now;
            }

            before = now;
        }
    }
}
