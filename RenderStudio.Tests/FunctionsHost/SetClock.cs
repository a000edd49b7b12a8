namespace RenderStudio.Tests.FunctionsHost;

/// <summary>A clock that shows what it is set to.</summary>
internal sealed class SetClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 20, 22, 47, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
