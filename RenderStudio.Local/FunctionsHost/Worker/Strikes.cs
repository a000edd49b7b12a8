namespace RenderStudio.Local.FunctionsHost.Worker;

/// <summary>Counts crashes of the worker. The third one stops the host, unless the one before it is older than half an
/// hour.</summary>
internal sealed class Strikes(TimeProvider time)
{
    private const int Allowed = 3;
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(30);
    private DateTimeOffset last;
    private int count;

    /// <summary>True when the host must stop.</summary>
    public bool Add()
    {
        var now = time.GetUtcNow();
        count = now - last > Memory ? 1 : count + 1;
        last = now;
        return count >= Allowed;
    }
}
