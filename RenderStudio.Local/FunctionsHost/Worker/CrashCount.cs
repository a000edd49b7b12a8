namespace RenderStudio.Local.FunctionsHost.Worker;

/// <summary>
/// Counts consecutive crashes of the worker. The third crash stops the host. A crash more than 30 minutes after the
/// previous one counts as the first.
/// </summary>
internal sealed class CrashCount(TimeProvider time)
{
    private const int MaxCrashes = 3;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(30);
    private DateTimeOffset last;
    private int count;

    /// <summary>Counts a crash.</summary>
    /// <returns>Whether the host must stop.</returns>
    public bool Add()
    {
        var now = time.GetUtcNow();
        count = now - last > Window ? 1 : count + 1;
        last = now;
        return count >= MaxCrashes;
    }
}
