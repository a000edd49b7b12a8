using RenderStudio.Local.Children;

namespace RenderStudio.Local.Instances;

public sealed record InstancePoolOptions
{
    public int Count { get; init; } = 1;

    /// <summary>The command of the host process of an instance, by its number and its port.</summary>
    public required Func<int, int, ChildCommand> Command { get; init; }

    public required ILoggerFactory Log { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long a host process may take until it runs. Time in which it is frozen does not count.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Time from SIGTERM to SIGKILL at the end, for a host to let requests and its worker finish.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(20);
}
