using RenderStudio.Local.Children;

namespace RenderStudio.Local.Instances;

public sealed record InstancePoolOptions
{
    public int Count { get; init; } = 1;

    /// <summary>Creates the command of an instance's host process from its number and its port.</summary>
    public required Func<int, int, ChildCommand> Command { get; init; }

    public required ILoggerFactory Log { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Maximum time until a host process runs. Time in which the process is frozen does not count.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Time from SIGTERM to SIGKILL, in which a host can finish requests and stop its worker.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(20);
}
