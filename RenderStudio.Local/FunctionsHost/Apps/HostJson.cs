namespace RenderStudio.Local.FunctionsHost.Apps;

/// <summary>What the stand-in follows of host.json, defaults filled in.</summary>
internal sealed record HostJson
{
    public required HandlerDescription Handler { get; init; }

    /// <summary>Whether functions that are HTTP in and out are proxied; else they are called in JSON.</summary>
    public required bool Proxying { get; init; }

    /// <summary>Null: a free one.</summary>
    public required int? Port { get; init; }

    public required TimeSpan InitializationTimeout { get; init; }
    public required string RoutePrefix { get; init; }
    public required QueueRules Queues { get; init; }

    /// <summary>Null: invocations may last for ever.</summary>
    public required TimeSpan? FunctionTimeout { get; init; }

    /// <summary>The storage extension, without which no queue is heard.</summary>
    public required bool HasExtensionBundle { get; init; }
}

internal sealed record HandlerDescription
{
    public required string ExecutablePath { get; init; }
    public required IReadOnlyList<string> Arguments { get; init; }
    public required string? WorkerPath { get; init; }
    public required IReadOnlyList<string> WorkerArguments { get; init; }
    public required string? WorkingDirectory { get; init; }
    public required string? WorkerDirectory { get; init; }
}

internal sealed record QueueRules
{
    public required int BatchSize { get; init; }
    public required int NewBatchThreshold { get; init; }
    public required int MaxDequeueCount { get; init; }

    /// <summary>How long a FAILED message stays invisible.</summary>
    public required TimeSpan VisibilityTimeout { get; init; }

    public required TimeSpan MaxPollingInterval { get; init; }
    public required bool Base64 { get; init; }
}
