using RenderStudio.Benchmarks.Inspire;
using RenderStudio.Core.Imaging;

namespace RenderStudio.Benchmarks.Imaging;

/// <summary>Compares the picture pipelines with other libraries, alternately, each in a separate process.</summary>
internal sealed class CompareBenchmark : IBenchmark
{
    private const int WarmUps = 3, Rounds = 11;
    private const double Limit = 0.95;

    public string Name => "compare";

    public string Purpose => "finishing against sharp and ImageMagick; inspire designs against libvips alone";

    public Task RunAsync(string[] arguments)
    {
        if (arguments is ["passes", var given, var number])
        {
            FinishingPasses.Run(given, int.Parse(number));
            return Task.CompletedTask;
        }

        Libvips.Start(LoaderPolicy.Photos);
        var folder = SamplePicture.WriteTen();
        foreach (var atOnce in new[] { 1, Environment.ProcessorCount }.Distinct())
            Compare(folder.FullName, atOnce);
        folder.Delete(recursive: true);
        InspireComparison.Run();
        return Task.CompletedTask;
    }

    private static void Compare(string folder, int atOnce)
    {
        var magick = MagickPeer.Find(folder, atOnce);
        IPeer[] peers =
        [
            new HeldOpenPeer("Render Studio", ProcessNumbers.Own("compare", "passes", folder, $"{atOnce}")),
            SharpPeer.Start("plain", folder, atOnce),
            SharpPeer.Start("chained", folder, atOnce),
            .. magick is null ? Array.Empty<IPeer>() : [magick],
        ];
        var passes = Enumerable.Range(-WarmUps, WarmUps + Rounds)
            .Select(round => RunRound(peers, round)).Skip(WarmUps).ToArray();
        Console.WriteLine(
            $"\nten pictures, {atOnce} at a time (medians of {Rounds}; ratios are Render Studio to the other)");
        foreach (var (peer, at) in peers.Select((peer, at) => (peer, at)))
            Print(peer, peers[0], [.. passes.Select(pass => pass[at])], [.. passes.Select(pass => pass[0])]);
        Console.WriteLine($"  limit: {Limit:F2} of sharp's time");
        if (magick is null)
            Console.WriteLine("  ImageMagick is not on the PATH; install it with: apt-get install imagemagick");
        Array.ForEach(peers, peer => peer.Dispose());
    }

    /// <summary>Runs each peer once; the order rotates with the round.</summary>
    private static Pass[] RunRound(IPeer[] peers, int round)
    {
        var passes = new Pass[peers.Length];
        for (var turn = 0; turn < peers.Length; turn++)
        {
            var at = (turn + round + WarmUps) % peers.Length;
            passes[at] = peers[at].Run();
        }

        return passes;
    }

    private static void Print(IPeer peer, IPeer reference, Pass[] passes, Pass[] baseline)
    {
        var time = Interleaved.Median(baseline.Zip(passes, (one, other) => one.Milliseconds / other.Milliseconds));
        var cpu = Interleaved.Median(baseline.Zip(passes, (one, other) => one.CpuMilliseconds / other.CpuMilliseconds));
        var took = Interleaved.Median(passes.Select(pass => pass.Milliseconds));
        var processor = Interleaved.Median(passes.Select(pass => pass.CpuMilliseconds));
        Console.WriteLine($"  {peer.Name,-16} {took,6:F0} ms {processor,6:F0} ms of processor time"
            + $" {peer.PeakMb,5} MB peak {passes[0].Bytes / 1024,6} KB written   time {time:F3}  processor {cpu:F3}"
            + $"  memory {(double)reference.PeakMb / peer.PeakMb:F2}");
    }
}
