using Microsoft.Extensions.Logging.Abstractions;

namespace RenderStudio.Local.FunctionsHost;

/// <summary>Gives way to RenderStudio.Local/Instances.</summary>
public sealed class StandInHost : IAsyncDisposable
{
    public Uri Address => throw new NotSupportedException();

    public IReadOnlyList<HandlerInstance> Instances => throw new NotSupportedException();

    public bool IsReady => throw new NotSupportedException();

    public Task<StandInFailure> Failed => throw new NotSupportedException();

    public static Task<StandInHost> StartAsync(StandInHostOptions options, CancellationToken ct) =>
        throw new NotSupportedException();

    public Task RunTimerAsync(string functionName, CancellationToken ct) => throw new NotSupportedException();

    public void Kill(int instance) => throw new NotSupportedException();

    public void Stop(int instance) => throw new NotSupportedException();

    public void Continue(int instance) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

public sealed record StandInFailure(string Reason, IReadOnlyList<string> LastOutput);

public sealed record HandlerInstance(int Number, int Pid, int Port);

public sealed record StandInHostOptions
{
    public required string AppFolder { get; init; }
    public int Port { get; init; }
    public int Instances { get; init; } = 1;
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
    public required string StorageConnection { get; init; }
    public IReadOnlyList<string> RequiredContainers { get; init; } = [];
    public Action<IEndpointRouteBuilder>? MapBeside { get; init; }
    public ILoggerFactory Log { get; init; } = NullLoggerFactory.Instance;
}
