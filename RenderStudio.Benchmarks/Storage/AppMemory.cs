using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Benchmarks.Storage;

/// <summary>Measures the peak memory of a newly started function app during requests of an owner.</summary>
internal static class AppMemory
{
    internal static async Task MeasureAsync(string what, int limit, Func<HttpClient, Task> work)
    {
        await using var studio = await StudioProcess.StartAsync("--ephemeral");
        using var owner = await studio.ClientAsync();
        var app = (await studio.StatusAsync()).Instances[0].Pid;
        var before = ProcessNumbers.PeakMb(app);
        await work(owner);
        Console.WriteLine($"{what,-40} {ProcessNumbers.PeakMb(app)} MB peak resident memory, {before} MB before "
            + $"(limit: {limit} MB)");
    }
}
