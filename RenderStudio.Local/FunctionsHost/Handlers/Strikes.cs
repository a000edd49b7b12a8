namespace RenderStudio.Local.FunctionsHost.Handlers;

/// <summary>Counts a handler's errors: the third within reach of the one before shuts the host down.</summary>
internal sealed class Strikes(TimeProvider time, TimeSpan memory)
{
    public const int Allowed = 3;
    private DateTimeOffset last;
    private int count;

    /// <summary>True when this was the one too many.</summary>
    public bool Add()
    {
        var now = time.GetUtcNow();
        count = now - last > memory ? 1 : count + 1;
        last = now;
        return count >= Allowed;
    }
}
