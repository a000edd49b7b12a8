using RenderStudio.Local.FunctionsHost.App;
using RenderStudio.Local.FunctionsHost.Functions;
using RenderStudio.Local.FunctionsHost.Worker.Messages;

namespace RenderStudio.Local.FunctionsHost.Worker;

/// <summary>Takes a connected worker through its start: capabilities, list of functions, loading of each.</summary>
internal sealed partial class WorkerStart(FunctionApp app, ILogger log)
{
    public async Task<WorkerCapabilities> InitializeAsync(WorkerChannel channel)
    {
        var answer = await channel.AskAsync(new StreamingMessage
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

    public async Task<IReadOnlyList<Function>> IndexAsync(WorkerChannel channel)
    {
        var answer = await channel.AskAsync(new StreamingMessage
        {
            FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = app.Folder },
        });
        RequireSuccess(answer.FunctionMetadataResponse.Result);
        return [.. answer.FunctionMetadataResponse.FunctionMetadataResults.Select(Function.From)];
    }

    /// <summary>A function that does not load is in error; the others run.</summary>
    public Task LoadAsync(WorkerChannel channel, IEnumerable<Function> functions) =>
        Task.WhenAll(functions.Select(function => LoadAsync(channel, function)));

    private async Task LoadAsync(WorkerChannel channel, Function function)
    {
        var answer = await channel.AskAsync(new StreamingMessage
        {
            FunctionLoadRequest = new FunctionLoadRequest { FunctionId = function.Id, Metadata = function.Metadata },
        });
        if (answer.FunctionLoadResponse.Result is not { Status: not StatusResult.Types.Status.Success } failure)
            return;
        function.PutInError(failure.Exception?.Message ?? failure.Result);
        LogNotLoaded(log, function.Name, function.Error!);
    }

    private static void RequireSuccess(StatusResult? result)
    {
        if (result is { Status: not StatusResult.Types.Status.Success })
            throw new WorkerGoneException(
                $"reported an error at its start: {result.Exception?.Message ?? result.Result}");
    }

    [LoggerMessage(LogLevel.Error, "The worker cannot load {Function}: {Reason}")]
    private static partial void LogNotLoaded(ILogger log, string function, string reason);
}
