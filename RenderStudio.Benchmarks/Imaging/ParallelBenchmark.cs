using System.Diagnostics;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Outputs;
using VipsLibrary = NetVips.NetVips;

namespace RenderStudio.Benchmarks.Imaging;

/// <summary>
/// Measures which number of parallel pictures and of threads per picture finishes four large pictures fastest.
/// </summary>
internal sealed class ParallelBenchmark : IBenchmark
{
    private const int Side = 2048, Pictures = 4, Sweeps = 3, Passes = 3, MostMb = 250;
    private static readonly int[] AtOnce = [1, 2, 3, 4], Threads = [1, 2, 4];

    public string Name => "parallel";

    public string Purpose => $"parallel pictures × threads: finishing of {Pictures} of {Side}² within {MostMb} MB";

    public async Task RunAsync(string[] arguments)
    {
        if (arguments is ["run", var folder, var atOnce, var threads])
        {
            await FinishAsync(folder, int.Parse(atOnce), int.Parse(threads));
            return;
        }

        Libvips.Start(LoaderPolicy.Photos);
        var pictures = Directory.CreateTempSubdirectory("large-pictures-");
        for (var seed = 1; seed <= Pictures; seed++)
            File.WriteAllBytes(Path.Combine(pictures.FullName, $"{seed}.png"), PhotoLikePicture.Png(Side, seed));

        // Repeats all settings in order, so that other load on the machine does not affect one setting only.
        var runs = Enumerable.Range(0, Sweeps)
            .SelectMany(_ => AtOnce.SelectMany(at => Threads.Select(each => Run(pictures.FullName, at, each))))
            .ToArray();
        pictures.Delete(recursive: true);
        Print(runs);
    }

    private static void Print(Setting[] runs)
    {
        var usual = new ImagingOptions().MaxParallelPictures;
        Console.WriteLine($"""
            {Environment.ProcessorCount} processors; the default is {usual} parallel pictures, 1 thread each.

            | Parallel pictures | Threads per picture | Four pictures | Peak resident memory | |
            |---|---|---|---|---|
            """);
        var settings = runs.GroupBy(run => (run.AtOnce, run.Threads)).Select(group => new Setting(
            group.Key.AtOnce, group.Key.Threads, group.Min(run => run.Milliseconds), group.Max(run => run.PeakMb)))
            .ToArray();
        var winner = settings.Where(one => one.PeakMb <= MostMb).MinBy(one => one.Milliseconds);
        foreach (var one in settings)
        {
            Console.WriteLine($"| {one.AtOnce} | {one.Threads} | {one.Milliseconds:F0} ms | {one.PeakMb} MB | "
                + $"{(one == winner ? "fastest" : one.PeakMb > MostMb ? "above the limit" : "")} |");
        }
    }

    private static Setting Run(string folder, int atOnce, int threads)
    {
        using var process = Process.Start(ProcessNumbers.Own("parallel", "run", folder, $"{atOnce}", $"{threads}"))!;
        var said = process.StandardOutput.ReadToEnd().Split(' ');
        process.WaitForExit();
        return new(atOnce, threads, double.Parse(said[0]), long.Parse(said[1]));
    }

    /// <summary>Finishes pictures as the function app does, with the downloads in memory.</summary>
    private static async Task FinishAsync(string folder, int atOnce, int threads)
    {
        Libvips.Start(LoaderPolicy.Photos);
        VipsLibrary.Concurrency = threads;
        using var gate = new PictureGate(Options.Create(new ImagingOptions { MaxParallelPictures = atOnce }));
        var outputs = Directory.GetFiles(folder).Select(File.ReadAllBytes).ToArray();
        var work = new StandardFinisher(null);
        var best = double.MaxValue;
        for (var pass = 0; pass < Passes; pass++)
        {
            var start = Stopwatch.GetTimestamp();
            await Task.WhenAll(outputs.Select(output => gate.RunAsync(() => work.Finish(output), default)));
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Console.Write($"{best:F1} {ProcessNumbers.PeakMb(Environment.ProcessId)}");
    }

    private sealed record Setting(int AtOnce, int Threads, double Milliseconds, long PeakMb);
}
