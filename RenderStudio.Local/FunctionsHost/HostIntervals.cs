namespace RenderStudio.Local.FunctionsHost;

/// <summary>Times that are fixed at the real host. Only tests have a reason to change them.</summary>
public sealed record HostIntervals
{
    /// <summary>How long a message that was taken stays invisible.</summary>
    public TimeSpan MessageLease { get; init; } = TimeSpan.FromMinutes(10);

    public TimeSpan MessageRenewal { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan ReadinessPoll { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>Strikes are forgotten when the last one is older than this.</summary>
    public TimeSpan StrikeMemory { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long the lock on the timers outlives an instance that renews it no more (60 s in Azure).</summary>
    public TimeSpan TimerLock { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A proxied request on which no byte moves for this long is given up.</summary>
    public TimeSpan ProxyActivity { get; init; } = TimeSpan.FromSeconds(240);
}
