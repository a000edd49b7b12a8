using BenchmarkDotNet.Attributes;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Renders;

namespace RenderStudio.Benchmarks.Inspire;

/// <summary>The steps of finishing an inspired picture of 1024², one core each.</summary>
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

    /// <summary>Eight colours, from RGB to labels; promised within 12 ms.</summary>
    [Benchmark]
    public void Clamp() => plan.Clamp.Cube.Clamp(pixels, scratch);

    /// <summary>The same with a cube that has not met the picture's colours yet.</summary>
    [Benchmark]
    public void ClampWithNewCube() => new ColorCube(plan.Clamp.Colors).Clamp(pixels, scratch);

    /// <summary>Promised within 25 ms.</summary>
    [Benchmark]
    public int RemoveSpecks()
    {
        labels.CopyTo(scratch, 0);
        return SpeckRemoval.Run(scratch, Side, plan.Clamp.LeastPixels(Side, Side));
    }

    /// <summary>Four clamped pictures: looked at, measured, ordered; promised within 40 ms, all of it.</summary>
    [Benchmark]
    public IReadOnlyList<RankedVariant> RankFour() => RankVariants.Run([.. clamped.Select(Judged)]);

    private RankedPicture Judged(ClampedPicture picture, int index)
    {
        var signature = PictureSignature.Of(pictures[index]);
        var parts = MeasureParts.Run(
            picture, plan.Clamp.Colors, Areas.Shares(Areas.Count(picture.Labels, plan.Palette.Count)), plan.Requested,
            plan.Stencil);
        return new(index, parts.Score, signature.FlawAgainst(null), signature);
    }
}
