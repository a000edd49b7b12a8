namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Returns memory to the system after many bodies were received. An idle process allocates nothing, so the runtime
/// collects nothing either: the buffers of the last burst would stay resident. Under load it leaves collections to the
/// runtime.
/// </summary>
public sealed class BodyMemoryTrim(BodyMemory memory, TimeProvider clock) : BackgroundService
{
    private const long WorthIt = 16 * 1024 * 1024, Quiet = 1024 * 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        long collected = 0, before = 0;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = memory.Taken;
            if (now - before <= Quiet && memory.Held <= Quiet && now - collected >= WorthIt)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                collected = now;
            }

            before = now;
        }
    }
}
