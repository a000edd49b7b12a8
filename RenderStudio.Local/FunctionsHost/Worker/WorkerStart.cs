using RenderStudio.Local.FunctionsHost.App;
using RenderStudio.Local.FunctionsHost.Functions;
using RenderStudio.Local.FunctionsHost.Protocol;

namespace RenderStudio.Local.FunctionsHost.Worker;

/// <summary>
/// The steps of a worker's start: connection, capabilities, list of functions, loading of each function. A step that
/// fails or times out throws <see cref="WorkerEndedException"/>.
/// </summary>
internal sealed partial class WorkerStart(FunctionApp app, TimeProvider time, ILogger log)
{
    public async Task<WorkerCapabilities> ConnectAsync(WorkerChannel channel, CancellationToken ct)
    {
        await InTimeAsync(channel.Connected, app.Worker.StartupTimeout, "did not connect", ct);
        var initializing = InitializeAsync(channel);
        await InTimeAsync(initializing, app.Worker.InitializationTimeout, "did not initialize", ct);
        return await initializing;
    }

    public async Task<FunctionIndex> IndexAsync(WorkerChannel channel)
    {
        var answer = await channel.SendRequestAsync(new StreamingMessage
        {
            FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = app.Folder },
        });
        RequireSuccess(answer.FunctionMetadataResponse.Result);
        var functions = answer.FunctionMetadataResponse.FunctionMetadataResults.Select(Function.From).ToList();
        return functions.Count > 0
            ? FunctionIndex.Of(functions, app.Host.RoutePrefix, log)
            : throw new WorkerEndedException("lists no functions");
    }

    /// <summary>Loads all functions. A function that cannot be loaded is set to an error; the others run.</summary>
    public Task LoadAsync(WorkerChannel channel, FunctionIndex index) =>
        Task.WhenAll(index.Functions.Select(function => LoadAsync(channel, function)));

    private async Task<WorkerCapabilities> InitializeAsync(WorkerChannel channel)
    {
        var answer = await channel.SendRequestAsync(new StreamingMessage
        {
            WorkerInitRequest = new WorkerInitRequest
            {
                HostVersion = "4.0.0.0",
                WorkerDirectory = app.Folder,
                FunctionAppDirectory = app.Folder,
            },
        });
        RequireSuccess(answer.WorkerInitResponse.Result);
        return new WorkerCapabilities(answer.WorkerInitResponse.Capabilities);
    }

    private async Task LoadAsync(WorkerChannel channel, Function function)
    {
        var answer = await channel.SendRequestAsync(new StreamingMessage
        {
            FunctionLoadRequest = new FunctionLoadRequest { FunctionId = function.Id, Metadata = function.Metadata },
        });
        if (answer.FunctionLoadResponse.Result is not { Status: not StatusResult.Types.Status.Success } failure)
            return;
        function.SetError(failure.Exception?.Message ?? failure.Result);
        LogNotLoaded(log, function.Name, function.Error!);
    }

    private async Task InTimeAsync(Task step, TimeSpan limit, string failure, CancellationToken ct)
    {
        try
        {
            await step.WaitAsync(limit, time, ct);
        }
        catch (TimeoutException)
        {
            throw new WorkerEndedException($"{failure} within {limit}");
        }
    }

    private static void RequireSuccess(StatusResult? result)
    {
        if (result is { Status: not StatusResult.Types.Status.Success })
            throw new WorkerEndedException(
                $"reported an error at its start: {result.Exception?.Message ?? result.Result}");
    }

    [LoggerMessage(LogLevel.Error, "The worker cannot load {Function}: {Reason}")]
    private static partial void LogNotLoaded(ILogger log, string function, string reason);
}
