using RenderStudio.Testing.InProcess;
using RenderStudio.Testing.Children;

namespace RenderStudio.Benchmarks.Storage;

/// <summary>The most memory that a fresh function app ever held while an owner did something.</summary>
internal static class AppMemory
{
    internal static async Task MeasureAsync(string what, int promised, Func<HttpClient, Task> work)
    {
        await using var studio = await StudioProcess.StartAsync("--ephemeral");
        using var owner = await studio.ClientAsync();
        var app = (await studio.StatusAsync()).Instances[0].Pid;
        var before = ProcessNumbers.PeakMb(app);
        await work(owner);
        Console.WriteLine($"{what,-40} {ProcessNumbers.PeakMb(app)} MB resident at most, {before} MB before "
            + $"(promised: at most {promised} MB)");
    }
}
