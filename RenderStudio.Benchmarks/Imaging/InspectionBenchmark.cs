using System.Diagnostics;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.Imaging.Corpus;

namespace RenderStudio.Benchmarks.Imaging;

/// <summary>Measures the inspection of files of at most 10 MB: the corpus, and files with the most parts.</summary>
internal sealed class InspectionBenchmark : IBenchmark
{
    private const int MostBytes = 10 * 1024 * 1024, Passes = 15, MostMilliseconds = 20, MostMegabytes = 4, Shown = 12;

    public string Name => "inspection";

    public string Purpose =>
        $"inspection of files of at most 10 MB (limits: {MostMilliseconds} ms, {MostMegabytes} MB)";

    public Task RunAsync(string[] arguments)
    {
        Libvips.Start(LoaderPolicy.Photos);
        var files = CorpusFile.All.Select(file => (file.Name, Bytes: file.Make()))
            .Concat(SlowFiles.All)
            .Where(file => file.Bytes.Length <= MostBytes)
            .ToArray();
        var costs = files.Select(file => Measure(file.Name, file.Bytes))
            .OrderByDescending(cost => cost.Milliseconds)
            .ToArray();
        Console.WriteLine($"""
            {files.Length} files of at most 10 MB; the {Shown} slowest, best of {Passes}:

            | File | Size | Time | Allocated | Result |
            |---|---|---|---|---|
            """);
        foreach (var cost in costs.Take(Shown))
        {
            Console.WriteLine($"| {cost.Name} | {cost.Bytes / 1024.0:N0} kB | {cost.Milliseconds:F2} ms | "
                + $"{cost.Allocated / 1024.0:N0} kB | {cost.Answer} |");
        }

        var (slowest, largest) = (costs.Max(cost => cost.Milliseconds), costs.Max(cost => cost.Allocated));
        Console.WriteLine($"\nSlowest {slowest:F1} ms (limit: {MostMilliseconds} ms); most memory "
            + $"{largest / 1024.0:N0} kB (limit: {MostMegabytes * 1024:N0} kB).");
        Environment.ExitCode = slowest <= MostMilliseconds && largest <= MostMegabytes * 1024 * 1024 ? 0 : 1;
        return Task.CompletedTask;
    }

    private static Cost Measure(string name, byte[] bytes)
    {
        var answer = PictureInspection.Inspect(bytes, PictureLimits.AvatarsAndLogos).Problem?.CodeText ?? "ok";
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = PictureInspection.Inspect(bytes, PictureLimits.AvatarsAndLogos);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var best = double.MaxValue;
        for (var pass = 0; pass < Passes; pass++)
        {
            var since = Stopwatch.GetTimestamp();
            _ = PictureInspection.Inspect(bytes, PictureLimits.AvatarsAndLogos);
            best = Math.Min(best, Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }

        return new(name, bytes.Length, best, allocated, answer);
    }

    private sealed record Cost(string Name, int Bytes, double Milliseconds, long Allocated, string Answer);
}
