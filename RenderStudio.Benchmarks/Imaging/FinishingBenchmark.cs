using RenderStudio.Core.Imaging;

namespace RenderStudio.Benchmarks.Imaging;

internal sealed class FinishingBenchmark : IBenchmark
{
    private const int Side = 1024, Rounds = 41;
    private const double Limit = 1.03;

    public string Name => "finishing";

    public string Purpose => $"finishing of one {Side}×{Side} PNG against the same libvips calls alone";

    public Task RunAsync(string[] arguments)
    {
        Libvips.Start(LoaderPolicy.Photos);
        var png = PhotoLikePicture.Png(Side, seed: 1);
        CheckSameWork(png);
        // Measures processor time, which other work on the machine does not affect.
        var result = Interleaved.Measure(
            () => PictureFinishing.Finish(png), () => BareFinishing.Run(png), Rounds,
            () => Environment.CpuUsage.TotalTime);
        Console.WriteLine($"""
            {Purpose}
              Render Studio {result.Subject:F1} ms of processor time (median of {Rounds})
              libvips alone {result.Baseline:F1} ms
              ratio         {result.Ratio:F3} (limit: {Limit:F2})
              resident {Environment.WorkingSet >> 20} MB, peak of libvips {Libvips.MostAllocatedBytes >> 20} MB
            """);
        return Task.CompletedTask;
    }

    /// <summary>Verifies that both sides produce the same bytes.</summary>
    private static void CheckSameWork(byte[] png)
    {
        var finished = PictureFinishing.Finish(png).Value!;
        byte[][] made = [finished.Full, finished.Thumbnail, finished.Cover112, finished.Cover56];
        if (!made.Zip(BareFinishing.Run(png)).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)))
            throw new InvalidOperationException("The two sides produce different pictures.");
    }
}
