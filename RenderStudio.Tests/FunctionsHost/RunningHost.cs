using System.Collections.Concurrent;
using System.Net.Http.Json;
using RenderStudio.Local.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.FunctionsHost;

/// <summary>The response of <c>GET /admin/host/status</c>.</summary>
internal sealed record HostState(string State, int ProcessId, int WorkerProcessId);

/// <summary>The host as the studio runs it: a separate process, observed by its output and its address.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private static readonly string Executable = Path.Combine(AppContext.BaseDirectory, "RenderStudio.Local");
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);
    private readonly ConcurrentQueue<string> lines = new();
    private readonly ConcurrentQueue<string> errors = new();
    private ChildProcess? process;

    private RunningHost(int port) => Client =
        new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

    public HttpClient Client { get; }

    public int Pid => process!.Pid;

    public Task<int> Exited => process!.Exited.WaitAsync(StartLimit);

    public IReadOnlyList<string> Log => [.. lines];

    public IReadOnlyList<string> Errors => [.. errors];

    /// <summary>Starts the command without waiting.</summary>
    public static async Task<RunningHost> RunAsync(ScriptedApp app, TestQueue queue, int? port = null)
    {
        var chosen = port ?? FreePort.Next();
        var host = new RunningHost(chosen);
        var settings = new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = queue.Storage,
            ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated",
            ["WORK_QUEUE"] = queue.Name,
            // Once a year, at midnight.
            ["TICK_SCHEDULE"] = "0 0 0 1 1 *",
            // The folder in which the worker's data protection writes a key.
            ["HOME"] = app.Folder,
        };
        foreach (var (name, value) in app.Settings)
            settings[name] = value;
        string[] arguments = ["host", "--app", app.Folder, "--port", $"{chosen}"];
        host.process = await ChildProcess.StartAsync(new ChildCommand("Host", Executable, arguments)
        {
            Environment = settings,
            OnOutput = host.lines.Enqueue,
            OnError = host.errors.Enqueue,
        });
        return host;
    }

    /// <summary>Waits until the worker and the listeners run.</summary>
    public static async Task<RunningHost> StartAsync(ScriptedApp app, TestQueue queue)
    {
        var host = await RunAsync(app, queue);
        await Eventually.BecomesAsync(host.StateAsync, state => state?.State == "Running", within: StartLimit);
        return host;
    }

    /// <summary>Null while the port is closed.</summary>
    public async Task<HostState?> StateAsync()
    {
        if (process!.Exited.IsCompleted)
            throw new InvalidOperationException($"The host ended.\n{string.Join('\n', errors)}");
        try
        {
            return await Client.GetFromJsonAsync<HostState>("/admin/host/status", TestJson.Answers);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Waits for a line that contains the text.</summary>
    public Task<string?> LogsAsync(string text) => Eventually.BecomesAsync(
        () => Task.FromResult(lines.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal))),
        line => line is not null);

    /// <summary>Sends SIGTERM and returns the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        await process!.StopAsync(Signal.Terminate, StopLimit);
        return await Exited;
    }

    /// <summary>Sends SIGKILL to the host only.</summary>
    public void Kill() => process!.Kill();

    public async ValueTask DisposeAsync()
    {
        await TerminateAsync();
        Client.Dispose();
        await process!.DisposeAsync();
    }
}
