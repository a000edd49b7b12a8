namespace RenderStudio.Local.Instances;

public sealed record FrontDoorOptions
{
    /// <summary>Port on 127.0.0.1.</summary>
    public required int Port { get; init; }

    /// <summary>Adds endpoints that the front door serves itself.</summary>
    public Action<IEndpointRouteBuilder>? MapBeside { get; init; }

    public required ILoggerFactory Log { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Time without any transferred byte after which a request is aborted, as in the Functions host.</summary>
    public TimeSpan ActivityTimeout { get; init; } = TimeSpan.FromSeconds(240);
}
