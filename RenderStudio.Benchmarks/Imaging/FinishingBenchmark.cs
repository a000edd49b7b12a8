using RenderStudio.Core.Imaging;

namespace RenderStudio.Benchmarks.Imaging;

internal sealed class FinishingBenchmark : IBenchmark
{
    private const int Side = 1024, Rounds = 41;
    private const double Promise = 1.03;

    public string Name => "finishing";

    public string Purpose => $"one {Side}×{Side} PNG to all sizes: our code against the same libvips calls made bare";

    public Task RunAsync(string[] arguments)
    {
        Libvips.Start(LoaderPolicy.Photos);
        var png = PhotoLikePicture.Png(Side, seed: 1);
        CheckSameWork(png);
        // Time of the processor: other work on the machine does not count.
        var result = Interleaved.Measure(
            () => PictureFinishing.Finish(png), () => BareFinishing.Run(png), Rounds,
            () => Environment.CpuUsage.TotalTime);
        Console.WriteLine($"""
            {Purpose}
              ours  {result.Ours:F1} ms of the processor (median of {Rounds})
              bare  {result.Theirs:F1} ms
              ratio {result.Ratio:F3} (promised: at most {Promise:F2})
              resident {Environment.WorkingSet >> 20} MB, most held by libvips {Libvips.MostAllocatedBytes >> 20} MB
            """);
        return Task.CompletedTask;
    }

    /// <summary>A comparison is fair when both sides make the same bytes.</summary>
    private static void CheckSameWork(byte[] png)
    {
        var ours = PictureFinishing.Finish(png).Value!;
        byte[][] made = [ours.Full, ours.Thumbnail, ours.Cover112, ours.Cover56];
        if (!made.Zip(BareFinishing.Run(png)).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)))
            throw new InvalidOperationException("The two sides do not make the same pictures.");
    }
}
