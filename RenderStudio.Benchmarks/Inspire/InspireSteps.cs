using BenchmarkDotNet.Attributes;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Renders;

namespace RenderStudio.Benchmarks.Inspire;

/// <summary>The steps of finishing an inspire design of 1024², each on one core.</summary>
[MemoryDiagnoser]
public class InspireSteps
{
    private const int Side = 1024;

    private readonly byte[] labels = new byte[Side * Side];
    private readonly byte[] scratch = new byte[Side * Side];
    private InspirePlan plan = null!;
    private byte[] pixels = null!;
    private Picture[] pictures = null!;
    private ClampedPicture[] clamped = null!;

    [GlobalSetup]
    public void SetUp()
    {
        Libvips.Start(LoaderPolicy.Photos);
        var sample = new InspireSample(Side);
        plan = sample.Plan;
        pictures = [.. Enumerable.Range(1, 4).Select(sample.Painted)];
        pixels = pictures[0].ReadPixels();
        plan.Clamp.Cube.Clamp(pixels, labels);
        clamped = [.. pictures.Select(picture => ClampedPicture.Of(picture, plan.Clamp))];
    }

    /// <summary>Maps RGB pixels to labels of eight colours. Limit: 12 ms.</summary>
    [Benchmark]
    public void Clamp() => plan.Clamp.Cube.Clamp(pixels, scratch);

    /// <summary>The same with a new colour cube, whose cache is empty.</summary>
    [Benchmark]
    public void ClampWithNewCube() => new ColorCube(plan.Clamp.Colors).Clamp(pixels, scratch);

    /// <summary>Removes regions that are too small. Limit: 25 ms.</summary>
    [Benchmark]
    public int RemoveSpecks()
    {
        labels.CopyTo(scratch, 0);
        return SpeckRemoval.Run(scratch, Side, plan.Clamp.LeastPixels(Side, Side));
    }

    /// <summary>
    /// Computes signature and quality parts of four clamped pictures and ranks them. Limit: 40 ms in total.
    /// </summary>
    [Benchmark]
    public object RankFour() => RankVariants.Run([.. clamped.Select(Assess)]);

    private RankedPicture Assess(ClampedPicture picture, int index)
    {
        var signature = PictureSignature.Of(pictures[index]);
        var parts = MeasureParts.Run(
            picture, plan.Clamp.Colors, Areas.Shares(Areas.Count(picture.Labels, plan.Palette.Count)), plan.Requested,
            plan.Stencil);
        return new(index, parts.Score, signature.FlawAgainst(null), signature);
    }
}
