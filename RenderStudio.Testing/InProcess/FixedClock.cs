namespace RenderStudio.Testing.InProcess;

/// <summary>A clock that shows the time that it was set to.</summary>
public sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public static FixedClock AtUnixSeconds(long seconds) => new(DateTimeOffset.FromUnixTimeSeconds(seconds));

    /// <summary>Sets the clock to the next boundary of link validity: links change after five minutes.</summary>
    public static FixedClock AtLinkBoundary() =>
        AtUnixSeconds(((TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 300) + 1) * 300);

    public override DateTimeOffset GetUtcNow() => Now;
}
