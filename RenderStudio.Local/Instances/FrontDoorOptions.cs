namespace RenderStudio.Local.Instances;

public sealed record FrontDoorOptions
{
    /// <summary>On 127.0.0.1.</summary>
    public required int Port { get; init; }

    /// <summary>Adds the endpoints that the front door answers itself.</summary>
    public Action<IEndpointRouteBuilder>? MapBeside { get; init; }

    public required ILoggerFactory Log { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>A request on which no byte moves for this long is given up, as at the Functions host.</summary>
    public TimeSpan ActivityTimeout { get; init; } = TimeSpan.FromSeconds(240);
}
