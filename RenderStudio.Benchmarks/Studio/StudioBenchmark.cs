using System.Diagnostics;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Benchmarks.Studio;

/// <summary>Measures the whole local studio as a separate process, by HTTP.</summary>
internal sealed class StudioBenchmark : IBenchmark
{
    private const int WarmStarts = 3, TimedGenerations = 50, TimedReads = 500, GenerationsBeforeMemory = 100;

    public string Name => "studio";

    public string Purpose => "warm start, submit to pictures, webhook response, memory of the function app";

    public async Task RunAsync(string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("render-studio-benchmark-");
        try
        {
            await StartAsync(folder, _ => Task.CompletedTask);
            var starts = new List<double>();
            for (var i = 0; i < WarmStarts; i++)
                starts.Add(await StartAsync(folder, _ => Task.CompletedTask));
            Print("warm start", $"{Median(starts):F2} s (median of {WarmStarts}; limit: 5 s)");
            await StartAsync(folder, MeasureRunningAsync);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Returns the seconds from the command until the studio prints its addresses.</summary>
    private static async Task<double> StartAsync(DirectoryInfo folder, Func<StudioProcess, Task> use)
    {
        var since = Stopwatch.GetTimestamp();
        await using var studio = await StudioProcess.StartAsync("--data", folder.FullName);
        var elapsed = Stopwatch.GetElapsedTime(since).TotalSeconds;
        await use(studio);
        return elapsed;
    }

    private static async Task MeasureRunningAsync(StudioProcess studio)
    {
        using var owner = new GenerationClient(await studio.ClientAsync());
        for (var warmUp = 0; warmUp < 5; warmUp++)
            await owner.SubmitAndWaitAsync();
        var times = new List<double>();
        for (var i = 0; i < TimedGenerations; i++)
            times.Add(await owner.SubmitAndWaitAsync());
        Print("submit to succeeded", $"{Median(times):F2} s (median of {TimedGenerations}, two 1024×1024 variants, "
            + $"slowest {times.Max():F2} s; limit: 0.6 s)");

        var answers = await WebhookAnswers.ReadAsync((await studio.StatusAsync()).ReplicateUrl);
        Print("webhook response", $"{Median(answers):F1} ms (median of {answers.Count}; limit: 20 ms)");

        Print("GET /api/health", $"{await HealthAsync(studio):F2} ms (median of {TimedReads} through the front door; "
            + "limit: 2 ms)");

        for (var i = 5 + TimedGenerations; i < GenerationsBeforeMemory; i++)
            await owner.SubmitAndWaitAsync();
        var app = (await studio.StatusAsync()).Instances[0].Pid;
        Print("function app", $"{ResidentMegabytes(app)} MB resident after {GenerationsBeforeMemory} generations "
            + "(limit: 240 MB)");
    }

    private static async Task<double> HealthAsync(StudioProcess studio)
    {
        var times = new List<double>();
        for (var i = 0; i < TimedReads; i++)
        {
            var since = Stopwatch.GetTimestamp();
            using var answer = await studio.Local.GetAsync("/api/health");
            times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }
        return Median(times);
    }

    private static void Print(string what, string measured) => Console.WriteLine($"{what,-22}{measured}");

    private static int ResidentMegabytes(int pid)
    {
        using var process = Process.GetProcessById(pid);
        return (int)(process.WorkingSet64 >> 20);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
