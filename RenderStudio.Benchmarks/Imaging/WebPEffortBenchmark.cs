using System.Diagnostics;
using RenderStudio.Core.Imaging;

namespace RenderStudio.Benchmarks.Imaging;

/// <summary>Compares the efforts of the WebP encoder at equal visual quality.</summary>
internal sealed class WebPEffortBenchmark : IBenchmark
{
    private const int MostEffort = 6, LeastQuality = 70, MostQuality = 98, Rounds = 3;

    public string Name => "webp-effort";

    public string Purpose => "time against size of WebP at equal similarity (SSIM), as a table for docs/decisions";

    public Task RunAsync(string[] arguments)
    {
        Libvips.Start(LoaderPolicy.Photos);
        var encodings = SamplePicture.Ten.SelectMany((sample, at) => Measure(sample, at + 1)).ToArray();
        var usual = WebPOptions.Default;
        Console.WriteLine($"""
            The target similarity is that of quality {usual.Quality} at effort {usual.Effort}.

            | Effort | Quality setting | Smooth pictures | Detailed pictures | All ten |
            |---|---|---|---|---|
            """);
        foreach (var effort in encodings.GroupBy(one => one.Effort).OrderBy(group => group.Key))
        {
            var (smooth, detailed) = (effort.Where(one => one.IsSmooth), effort.Where(one => !one.IsSmooth));
            Console.WriteLine($"| {effort.Key} | {effort.Average(one => one.Quality):F1} | "
                + $"{Sum(smooth)} | {Sum(detailed)} | {Sum(effort)} |");
        }

        return Task.CompletedTask;
    }

    private static string Sum(IEnumerable<Encoding> some) =>
        $"{some.Sum(one => one.Milliseconds):F0} ms, {some.Sum(one => one.Bytes) / 1024:F0} KB";

    private static Encoding[] Measure(SamplePicture sample, int seed)
    {
        using var picture = sample.Draw(seed);
        var similarity = new Similarity(picture);
        var wanted = similarity.To(picture.EncodeWebP());
        return [.. Enumerable.Range(0, MostEffort + 1).Select(effort => Search(picture, effort, similarity, wanted)
            with { IsSmooth = sample.Detail < 0.5 })];
    }

    /// <summary>
    /// Quality is an integer. Quality, bytes and time are interpolated between the highest quality below the target
    /// similarity and the lowest one that reaches it.
    /// </summary>
    private static Encoding Search(Picture picture, int effort, Similarity similarity, double wanted)
    {
        var (worse, enough) = (LeastQuality, MostQuality);
        while (enough - worse > 1)
        {
            var middle = (worse + enough) / 2;
            if (similarity.To(picture.EncodeWebP(new(middle, effort))) < wanted)
                worse = middle;
            else
                enough = middle;
        }

        var (below, above) = (Encode(picture, worse, effort), Encode(picture, enough, effort));
        var (least, most) = (similarity.To(below.Bytes), similarity.To(above.Bytes));
        var share = Math.Clamp((wanted - least) / (most - least), 0, 1);
        return new(effort, worse + share, Between(below.Bytes.Length, above.Bytes.Length),
            Between(below.Milliseconds, above.Milliseconds));

        double Between(double one, double other) => one + ((other - one) * share);
    }

    /// <summary>Returns the best time of several rounds.</summary>
    private static (byte[] Bytes, double Milliseconds) Encode(Picture picture, int quality, int effort)
    {
        var (bytes, best) = (Array.Empty<byte>(), double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            bytes = picture.EncodeWebP(new(quality, effort));
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return (bytes, best);
    }

    private sealed record Encoding(
        int Effort, double Quality, double Bytes, double Milliseconds, bool IsSmooth = false);
}
