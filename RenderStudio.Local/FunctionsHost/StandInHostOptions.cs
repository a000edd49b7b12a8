using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging.Abstractions;

namespace RenderStudio.Local.FunctionsHost;

public sealed record StandInHostOptions
{
    /// <summary>The published app: host.json, the executable, and a folder with a function.json per function.</summary>
    public required string AppFolder { get; init; }

    /// <summary>On 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>How many handlers run at once, each with queue listeners of its own, as after a scale-out.</summary>
    public int Instances { get; init; } = 1;

    /// <summary>The app settings (<c>Values</c> of local.settings.json): exported to the handler, and what
    /// <c>%NAME%</c>, <c>connection</c> and <c>AzureFunctionsJobHost__…</c> refer to.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Connection string of the host's own storage, and AzureWebJobsStorage where the settings name
    /// none.</summary>
    public required string StorageConnection { get; init; }

    /// <summary>Containers the app writes to and must not find missing. Queues are known from the triggers.</summary>
    public IReadOnlyList<string> RequiredContainers { get; init; } = [];

    /// <summary>As under Core Tools: an idle queue is asked every 2 s at least, unless host.json says
    /// otherwise.</summary>
    public bool Development { get; init; } = true;

    /// <summary>Endpoints of others at the same address. Functions win over none: keep the paths apart.</summary>
    public Action<IEndpointRouteBuilder>? MapBeside { get; init; }

    public ILoggerFactory Log { get; init; } = NullLoggerFactory.Instance;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public HostIntervals Intervals { get; init; } = new();
}
