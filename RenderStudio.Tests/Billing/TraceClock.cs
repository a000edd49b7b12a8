using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Billing;

/// <summary>A clock per trace, so that traces that run at the same time move theirs independently.</summary>
internal sealed class TraceClock : TimeProvider
{
    private readonly AsyncLocal<FixedClock?> current = new();

    /// <summary>Starts the clock of the calling method and what it calls.</summary>
    public FixedClock Start(DateTimeOffset now) => current.Value = new FixedClock(now);

    public override DateTimeOffset GetUtcNow() => (current.Value ?? System).GetUtcNow();
}
