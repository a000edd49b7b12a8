using System.Diagnostics;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;

namespace RenderStudio.Benchmarks.Inspire;

/// <summary>Compares the finishing of inspire designs with decoding and encoding alone.</summary>
internal static class InspireComparison
{
    private const int Side = 1024, Pictures = 4, Rounds = 5;
    private const double Limit = 1.6;

    internal static void Run()
    {
        var sample = new InspireSample(Side);
        var work = sample.Work();
        var outputs = Enumerable.Range(1, Pictures).Select(seed => Encoded(sample, seed)).ToArray();
        var clamped = outputs.Select(output => Clamped(sample, output)).ToArray();
        var result = Interleaved.Measure(
            () => Array.ForEach(outputs, output => work.Finish(output)),
            () => Array.ForEach(outputs.Zip(clamped).ToArray(), pair => BareInspire.Run(pair.First, pair.Second)),
            Rounds);
        Console.WriteLine($"""

            finishing of {Pictures} inspire outputs of {Side}² against the decoding and encoding of libvips alone
              Render Studio {result.Subject:F0} ms (median of {Rounds})
              libvips alone {result.Baseline:F0} ms
              ratio         {result.Ratio:F3} (limit: {Limit:F1})
            """);
        Steps(sample, outputs[0]);
    }

    /// <summary>Prints the time of each step for one picture, best of several rounds.</summary>
    private static void Steps(InspireSample sample, byte[] output)
    {
        using var picture = Picture.Decode(output).Value!;
        var pixels = picture.ReadPixels();
        var clamped = ClampedPicture.Of(picture, sample.Plan.Clamp);
        using var result = clamped.Draw(sample.Plan.Clamp.Colors);
        var shares = Areas.Shares(Areas.Count(clamped.Labels, sample.Plan.Palette.Count));
        Step("decode", () => Picture.Decode(output).Value!.Dispose());
        Step("median 3×3", () => MedianFilter.Run(pixels, Side, Side));
        Step("clamp", () => sample.Plan.Clamp.Cube.Clamp(pixels, new byte[pixels.Length / 3]));
        Step("specks", () => SpeckRemoval.Run(clamped.Raw.ToArray(), Side, sample.Plan.Clamp.LeastPixels(Side, Side)));
        Step("draw", () => clamped.Draw(sample.Plan.Clamp.Colors).Dispose());
        Step("signature", () => PictureSignature.Of(picture));
        Step("parts", () => MeasureParts.Run(
            clamped, sample.Plan.Clamp.Colors, shares, sample.Plan.Requested, sample.Plan.Stencil));
        Step("PNG", () => result.EncodePng());
        Step("WebP, lossless, and sizes", () => PictureFinishing.Finish(result, WebPOptions.Exact));
        Step("WebP of the original", () => picture.EncodeWebP());
    }

    private static void Step(string name, Action action)
    {
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Console.WriteLine($"    {name,-26} {best,6:F1} ms");
    }

    private static byte[] Encoded(InspireSample sample, int seed)
    {
        using var painted = sample.Painted(seed);
        return painted.EncodePng();
    }

    private static Picture Clamped(InspireSample sample, byte[] output)
    {
        using var picture = Picture.Decode(output).Value!;
        return ClampedPicture.Of(picture, sample.Plan.Clamp).Draw(sample.Plan.Clamp.Colors);
    }
}
