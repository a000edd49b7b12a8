using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using RenderStudio.Local.FunctionsHost;
using RenderStudio.Local.FunctionsHost.App;
using RenderStudio.Local.FunctionsHost.Worker;
using RenderStudio.Local.Studio;
using RenderStudio.Tests.Functions;

namespace RenderStudio.Benchmarks.Studio;

/// <summary>
/// From the start of the worker process to the moment when the host may call its functions: the published app beside
/// the smallest isolated worker app that has each kind of trigger.
/// </summary>
internal sealed class StartupBenchmark : IBenchmark
{
    private const int Rounds = 11;

    public string Name => "startup";

    public string Purpose => "start to ready of the function app against a minimal isolated worker app";

    public async Task RunAsync(string[] arguments)
    {
        foreach (var (name, value) in Settings())
            Environment.SetEnvironmentVariable(name.Replace(":", "__"), value);
        var app = PublishedApp.Find(null).Folder;
        var minimal = typeof(RunningApp).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "ScriptedWorker").Value!;
        var times = new List<(double App, double Minimal)>();
        for (var round = 0; round <= Rounds; round++)
            times.Add((await StartAsync(app), await StartAsync(minimal)));
        // The first round reads both apps from disk.
        times.RemoveAt(0);
        var ratio = Interleaved.Median(times.Select(pair => pair.App / pair.Minimal));
        Console.WriteLine($"start to ready        {Interleaved.Median(times.Select(pair => pair.App)):F0} ms, minimal app "
            + $"{Interleaved.Median(times.Select(pair => pair.Minimal)):F0} ms: {ratio:F2} x "
            + $"(median of {Rounds}; target: at most 1.3 x)");
    }

    private static async Task<double> StartAsync(string folder)
    {
        var app = FunctionApp.Read(folder);
        using var log = new HostLog(TextWriter.Null, app.Host);
        await using var server = await WorkerServer.StartAsync(log, CancellationToken.None);
        var ending = new HostEnding();
        using var workers = new WorkerSupervisor(app, server, ending, TimeProvider.System, NullLoggerFactory.Instance);
        var since = Stopwatch.GetTimestamp();
        workers.Start();
        if (await Task.WhenAny(workers.Indexed, ending.Failed) != workers.Indexed)
            throw new InvalidOperationException($"{folder} did not start: {(await ending.Failed).Reason}");
        var elapsed = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        await workers.StopAsync();
        return elapsed;
    }

    // Nothing of it is reached before the first call.
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
