using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using RenderStudio.Local.Children;
using RenderStudio.Local.FunctionsHost;
using RenderStudio.Local.FunctionsHost.App;
using RenderStudio.Local.FunctionsHost.Worker;
using RenderStudio.Local.Studio;
using RenderStudio.Testing.App;

namespace RenderStudio.Benchmarks.Studio;

/// <summary>
/// Measures the time from the start of the worker process until the host can call its functions, alternately for three
/// published apps: the function app, a minimal isolated worker app with one HTTP function, and the worker of the tests,
/// which has one function of each trigger type of the function app. The limit applies to the first two.
/// </summary>
internal sealed class StartupBenchmark : IBenchmark
{
    private const int Rounds = 11;

    public string Name => "startup";

    public string Purpose => "start-up of the function app against a minimal isolated worker app";

    public async Task RunAsync(string[] arguments)
    {
        foreach (var (name, value) in Settings())
            Environment.SetEnvironmentVariable(name.Replace(":", "__"), value);
        var app = PublishedApp.Find(null).Folder;
        var minimal = await PublishMinimalAsync();
        var eachKind = Metadata(typeof(RunningApp).Assembly, "ScriptedWorker");
        var times = new List<(double App, double Minimal, double EachKind)>();
        for (var round = 0; round <= Rounds; round++)
            times.Add((await StartAsync(app), await StartAsync(minimal), await StartAsync(eachKind)));
        // The first round reads the apps from disk and is not counted.
        times.RemoveAt(0);
        Console.WriteLine($"start-up, median of {Rounds}:");
        Console.WriteLine($"  function app {Interleaved.Median(times.Select(row => row.App)):F0} ms");
        Print("minimal app, one HTTP function", times.Select(row => (row.App, row.Minimal)), "; limit: 1.3 x");
        Print("HTTP, queue and timer function", times.Select(row => (row.App, row.EachKind)), "");
    }

    private static void Print(string name, IEnumerable<(double App, double Other)> times, string limit)
    {
        var (other, ratio) = (Interleaved.Median(times.Select(row => row.Other)),
            Interleaved.Median(times.Select(row => row.App / row.Other)));
        Console.WriteLine($"  {name}  {other:F0} ms: the function app takes {ratio:F2} x{limit}");
    }

    private static async Task<string> PublishMinimalAsync()
    {
        var project = Path.Combine(
            Metadata(typeof(StartupBenchmark).Assembly, "ProjectFolder"), "Studio", "MinimalApp", "MinimalApp.csproj");
        var folder = Path.Combine(Path.GetDirectoryName(project)!, "bin", "published");
        await ChildProcess.RunAsync(
            new ChildCommand("dotnet publish", "dotnet", ["publish", project, "-c", "Release", "-o", folder]), default);
        return folder;
    }

    private static string Metadata(Assembly assembly, string key) => assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;

    private static async Task<double> StartAsync(string folder)
    {
        var app = FunctionApp.Read(folder);
        using var log = new HostLog(TextWriter.Null, app.Host);
        await using var server = await WorkerServer.StartAsync(log, CancellationToken.None);
        var ending = new HostShutdown();
        using var workers = new WorkerSupervisor(
            app, server, ending, TimeProvider.System, NullLoggerFactory.Instance,
            new WorkerLog(NullLoggerFactory.Instance));
        var since = Stopwatch.GetTimestamp();
        workers.Start();
        if (await Task.WhenAny(workers.Indexed, ending.Failed) != workers.Indexed)
            throw new InvalidOperationException($"{folder} did not start: {(await ending.Failed).Reason}");
        var elapsed = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        await workers.StopAsync();
        return elapsed;
    }

    // No service is contacted before the first call.
    private static Dictionary<string, string?> Settings()
    {
        var settings = RunningApp.Usual("Host=127.0.0.1;Port=1;Username=studio", "UseDevelopmentStorage=true");
        settings["AZURE_FUNCTIONS_ENVIRONMENT"] = "Production";
        settings["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        settings["WORK_QUEUE"] = "work";
        settings["TICK_SCHEDULE"] = "0 0 0 1 1 *";
        return settings;
    }
}
