using RenderStudio.Core.Inspire;

namespace RenderStudio.Tests.Inspire;

public sealed class StencilTests
{
    private static readonly Rgb[] Colors =
        [new(200, 30, 40), new(20, 90, 180), new(240, 200, 30), new(30, 120, 60), new(240, 240, 235)];

    private static readonly double[] Shares = [0.4, 0.25, 0.15, 0.12, 0.08];

    public static TheoryData<StencilKind> Kinds() => new(Enum.GetValues<StencilKind>());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_colour_covers_its_requested_share(StencilKind kind) => RandomSurfaces.Hold(seed =>
    {
        var labels = Plan(kind, seed).Labels(150, 100);
        var counts = Areas.Count(labels, Colors.Length);
        return Shares.Zip(counts).All(pair => Math.Abs(pair.First - (pair.Second / 15_000.0)) < 0.02);
    }, tests: 6);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_request_draws_the_same_pixels_and_another_seed_draws_others(StencilKind kind)
    {
        var one = Drawn(kind, 42);

        Assert.Equal(one, Drawn(kind, 42));
        Assert.NotEqual(one, Drawn(kind, 43));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pixels_have_the_colours_of_the_palette_except_at_soft_edges(StencilKind kind)
    {
        var pixels = Drawn(kind, 5);
        var exact = Enumerable.Range(0, pixels.Length / 3).Count(at =>
            Colors.Contains(new(pixels[at * 3], pixels[(at * 3) + 1], pixels[(at * 3) + 2])));
        var share = (double)exact / (pixels.Length / 3);

        Assert.InRange(share, 0.8, 0.999);
    }

    [Fact]
    public void A_theme_chooses_the_kind()
    {
        Assert.Equal(StencilKind.Waves, StencilKinds.ForTheme("a calm ocean with dolphins"));
        Assert.Equal(StencilKind.Bands, StencilKinds.ForTheme("sprint lanes for a schoolyard"));
        Assert.Equal(StencilKind.Radial, StencilKinds.ForTheme("Sunflowers"));
        Assert.Equal(StencilKind.Mosaic, StencilKinds.ForTheme("tiles of a roman bath"));
        Assert.Equal(StencilKind.Islands, StencilKinds.ForTheme("something else entirely"));
    }

    [Fact]
    public void Pixels_outside_a_polygon_stay_neutral()
    {
        var frame = new SurfaceFrame(new Surface(4000, 4000, [new(2000, 0), new(4000, 4000), new(0, 4000)]));
        var stencil = new Stencil(new(StencilKind.Waves, Shares, 1, 1, frame));

        using var drawn = StencilDrawing.Draw(stencil, Colors, 120, 120);
        var pixels = drawn.ReadPixels();

        Assert.Equal([128, 128, 128], pixels[..3]);
        Assert.Contains(new Rgb(pixels[^180], pixels[^179], pixels[^178]), Colors);
        var inside = stencil.Labels(120, 120).Count(label => label != Stencil.Outside);
        Assert.InRange(inside, 7100, 7300);
    }

    private static Stencil Plan(StencilKind kind, long seed) =>
        new(new(kind, Shares, seed, 1.5, RandomSurfaces.NoSurface));

    private static byte[] Drawn(StencilKind kind, long seed)
    {
        using var drawn = StencilDrawing.Draw(Plan(kind, seed), Colors, 240, 160);
        return drawn.ReadPixels();
    }
}
