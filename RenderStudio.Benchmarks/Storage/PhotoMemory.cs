using RenderStudio.Tests.Support;

namespace RenderStudio.Benchmarks.Storage;

/// <summary>The most memory that a fresh function app ever held while it took photos.</summary>
internal static class PhotoMemory
{
    internal static async Task MeasureAsync(string what, int width, int height, int count, int promised)
    {
        var photo = Photos.Soft(width, height);
        await using var studio = await StudioProcess.StartAsync("--ephemeral");
        using var owner = await studio.ClientAsync();
        var app = (await studio.StatusAsync()).Instances[0].Pid;
        var before = Peak(app);
        await Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
        {
            using var form = new MultipartFormDataContent
            {
                { new StringContent("input"), "kind" },
                { new ByteArrayContent(photo), "file", "photo.jpg" },
            };
            (await owner.PostAsync("/api/v1/storage/upload", form)).EnsureSuccessStatusCode();
        }));
        Console.WriteLine($"{what,-40} {Peak(app)} MB resident at most, {before} MB before, "
            + $"{photo.Length / 1e6:F1} MB each (promised: at most {promised} MB)");
    }

    // https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
    private static long Peak(int pid) =>
        long.Parse(File.ReadLines($"/proc/{pid}/status")
            .First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;
}
