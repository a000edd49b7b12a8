namespace RenderStudio.Testing.InProcess;

/// <summary>A clock that stands where it is put.</summary>
public sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public static FixedClock AtUnixSeconds(long seconds) => new(DateTimeOffset.FromUnixTimeSeconds(seconds));

    /// <summary>At the next boundary of the links' time: five minutes pass until they change.</summary>
    public static FixedClock AtLinkBoundary() =>
        AtUnixSeconds(((TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 300) + 1) * 300);

    public override DateTimeOffset GetUtcNow() => Now;
}
