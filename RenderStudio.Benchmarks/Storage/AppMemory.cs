using RenderStudio.Tests.Support;

namespace RenderStudio.Benchmarks.Storage;

/// <summary>The most memory that a fresh function app ever held while an owner did something.</summary>
internal static class AppMemory
{
    internal static async Task MeasureAsync(string what, int promised, Func<HttpClient, Task> work)
    {
        await using var studio = await StudioProcess.StartAsync("--ephemeral");
        using var owner = await studio.ClientAsync();
        var app = (await studio.StatusAsync()).Instances[0].Pid;
        var before = Peak(app);
        await work(owner);
        Console.WriteLine($"{what,-40} {Peak(app)} MB resident at most, {before} MB before "
            + $"(promised: at most {promised} MB)");
    }

    // https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
    private static long Peak(int pid) =>
        long.Parse(File.ReadLines($"/proc/{pid}/status")
            .First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;
}
