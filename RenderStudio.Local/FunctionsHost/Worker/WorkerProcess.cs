using RenderStudio.Local.Children;
using RenderStudio.Local.FunctionsHost.App;

namespace RenderStudio.Local.FunctionsHost.Worker;

/// <summary>
/// A started worker. Its standard output is logged as information. Its standard error is logged as errors, or as
/// warnings if a line contains "warn".
/// </summary>
internal sealed partial class WorkerProcess(ChildProcess child) : IAsyncDisposable
{
    public int Pid => child.Pid;

    /// <summary>The exit code; for a killed process 128 plus the number of the signal.</summary>
    public Task<int> Exited => child.Exited;

    public static async Task<WorkerProcess> StartAsync(
        FunctionApp app, string workerId, Uri host, OutputTail tail, ILogger console) =>
        new(await ChildProcess.StartAsync(new ChildCommand(
            "The worker", app.Worker.Executable, [.. app.Worker.Arguments, .. Arguments(workerId, host)])
        {
            WorkingDirectory = app.Folder,
            Environment = Environment(app),
            // A signal to the host's process group reaches the worker too.
            SharesGroup = true,
            OnOutput = line =>
            {
                tail.Add(line);
                LogOutput(console, LogLevel.Information, line);
            },
            OnError = line =>
            {
                tail.Add(line);
                var warns = line.Contains("warn", StringComparison.OrdinalIgnoreCase);
                LogOutput(console, warns ? LogLevel.Warning : LogLevel.Error, line);
            },
        }));

    /// <summary>Sends SIGKILL.</summary>
    public void Kill() => child.Kill();

    public ValueTask DisposeAsync() => child.DisposeAsync();

    // The names without "functions-" are for older versions of the worker.
    private static string[] Arguments(string workerId, Uri host)
    {
        var requestId = Guid.NewGuid().ToString();
        var longestMessage = int.MaxValue.ToString();
        return
        [
            "--host", host.Host, "--port", $"{host.Port}", "--workerId", workerId, "--requestId", requestId,
            "--grpcMaxMessageLength", longestMessage,
            "--functions-uri", host.AbsoluteUri, "--functions-worker-id", workerId,
            "--functions-request-id", requestId, "--functions-grpc-max-message-length", longestMessage,
        ];
    }

    private static Dictionary<string, string> Environment(FunctionApp app) => new(app.Settings.Additions)
    {
        ["FUNCTIONS_WORKER_DIRECTORY"] = app.Folder,
        ["FUNCTIONS_APPLICATION_DIRECTORY"] = app.Folder,
    };

    [LoggerMessage(Message = "{Line}")]
    private static partial void LogOutput(ILogger log, LogLevel level, string line);
}
