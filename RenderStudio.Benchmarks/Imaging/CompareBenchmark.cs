using RenderStudio.Benchmarks.Inspire;
using RenderStudio.Core.Imaging;

namespace RenderStudio.Benchmarks.Imaging;

/// <summary>Each pipeline beside its peers, in turns, each in a process of its own.</summary>
internal sealed class CompareBenchmark : IBenchmark
{
    private const int WarmUps = 3, Rounds = 11;
    private const double Promise = 0.95;

    public string Name => "compare";

    public string Purpose => "pictures to all sizes beside sharp and ImageMagick; inspired ones beside bare libvips";

    public Task RunAsync(string[] arguments)
    {
        if (arguments is ["ours", var given, var number])
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
            new HeldOpenPeer("ours", ProcessNumbers.Own("compare", "ours", folder, $"{atOnce}")),
            SharpPeer.Start("plain", folder, atOnce),
            SharpPeer.Start("chained", folder, atOnce),
            .. magick is null ? Array.Empty<IPeer>() : [magick],
        ];
        var passes = Enumerable.Range(-WarmUps, WarmUps + Rounds)
            .Select(round => InTurns(peers, round)).Skip(WarmUps).ToArray();
        Console.WriteLine($"\nten pictures, {atOnce} at once (medians of {Rounds}; ratios are ours to theirs)");
        foreach (var (peer, at) in peers.Select((peer, at) => (peer, at)))
            Tell(peer, peers[0], [.. passes.Select(pass => pass[at])], [.. passes.Select(pass => pass[0])]);
        Console.WriteLine($"  promised: at most {Promise:F2} of sharp's time");
        if (magick is null)
            Console.WriteLine("  ImageMagick was not found on the PATH: apt-get install imagemagick");
        Array.ForEach(peers, peer => peer.Dispose());
    }

    /// <summary>Each once; who goes first changes.</summary>
    private static Pass[] InTurns(IPeer[] peers, int round)
    {
        var passes = new Pass[peers.Length];
        for (var turn = 0; turn < peers.Length; turn++)
        {
            var at = (turn + round + WarmUps) % peers.Length;
            passes[at] = peers[at].Run();
        }

        return passes;
    }

    private static void Tell(IPeer peer, IPeer us, Pass[] theirs, Pass[] ours)
    {
        var time = Interleaved.Median(ours.Zip(theirs, (one, other) => one.Milliseconds / other.Milliseconds));
        var cpu = Interleaved.Median(ours.Zip(theirs, (one, other) => one.CpuMilliseconds / other.CpuMilliseconds));
        var took = Interleaved.Median(theirs.Select(pass => pass.Milliseconds));
        var worked = Interleaved.Median(theirs.Select(pass => pass.CpuMilliseconds));
        Console.WriteLine($"  {peer.Name,-16} {took,6:F0} ms {worked,6:F0} ms of processor {peer.PeakMb,5} MB at most"
            + $" {theirs[0].Bytes / 1024,6} KB made   time {time:F3}  processor {cpu:F3}"
            + $"  memory {(double)us.PeakMb / peer.PeakMb:F2}");
    }
}
