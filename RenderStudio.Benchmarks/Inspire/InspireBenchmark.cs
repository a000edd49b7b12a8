using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;

namespace RenderStudio.Benchmarks.Inspire;

internal sealed class InspireBenchmark : IBenchmark
{
    private const int Side = 1024, Pictures = 4, Rounds = 11;
    private const double Promise = 1.6;

    public string Name => "compare";

    public string Purpose => $"finishing {Pictures} inspired outputs of {Side}²: ours against libvips' decodes and encodes alone";

    public Task RunAsync(string[] arguments)
    {
        Libvips.Start(LoaderPolicy.Photos);
        var sample = new InspireSample(Side);
        var work = sample.Work();
        var outputs = Enumerable.Range(1, Pictures).Select(seed => Encoded(sample, seed)).ToArray();
        var clamped = outputs.Select(output => Clamped(sample, output)).ToArray();
        var result = Interleaved.Measure(
            () => Array.ForEach(outputs, output => work.Finish(output)),
            () => Array.ForEach(outputs.Zip(clamped).ToArray(), pair => BareInspire.Run(pair.First, pair.Second)),
            Rounds);
        Console.WriteLine($"""
            {Purpose}
              ours  {result.Ours:F0} ms (median of {Rounds})
              bare  {result.Theirs:F0} ms
              ratio {result.Ratio:F3} (promised: at most {Promise:F1})
            """);
        return Task.CompletedTask;
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
