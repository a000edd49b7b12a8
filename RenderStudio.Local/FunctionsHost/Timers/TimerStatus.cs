namespace RenderStudio.Local.FunctionsHost.Timers;

/// <summary>What the host remembers of a timer. <see cref="Last"/> is the smallest time until it ran once.</summary>
internal sealed record TimerStatus(DateTimeOffset Last, DateTimeOffset Next, DateTimeOffset LastUpdated);
