using RenderStudio.Core.Inspire;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Tests.Inspire;

public sealed class SurfaceTests
{
    [Theory]
    [InlineData(12_000, 8_000, 1248, 832)]
    [InlineData(8_000, 12_000, 832, 1248)]
    [InlineData(5_000, 5_000, 1024, 1024)]
    [InlineData(100_000, 500, 1536, 384)]
    [InlineData(500, 100_000, 384, 1536)]
    public void The_working_picture_has_the_surfaces_shape_within_what_models_make(
        int widthMm, int lengthMm, int width, int height) =>
        Assert.Equal(new PixelSize(width, height),
            new SurfaceFrame(new Surface(widthMm, lengthMm)).SizeOf(new(1024, 1024)));

    [Fact]
    public void A_surface_narrower_than_any_picture_lies_in_the_middle_of_one()
    {
        var frame = new SurfaceFrame(new Surface(40_000, 1_000));
        var mask = frame.Mask(400, 100)!;

        Assert.Equal(10, Enumerable.Range(0, 100).Count(row => mask[(row * 400) + 200] == 1));
        Assert.Equal([0, 1, 1, 0], new[] { 44, 45, 54, 55 }.Select(row => (int)mask[row * 400]));
        Assert.Equal(10_000, frame.SquareMillimetresPerPixel(400, 100)!.Value, 3);
    }

    [Fact]
    public void A_mask_covers_as_much_as_its_polygon()
    {
        var surface = new Surface(10_000, 10_000, [new(0, 0), new(10_000, 0), new(10_000, 4_000), new(3_000, 10_000)]);
        var mask = new SurfaceFrame(surface).Mask(200, 200)!;

        Assert.Equal(surface.SquareMetres, mask.Sum(pixel => pixel) / 40_000.0 * 100, 0.5);
    }

    [Theory]
    [InlineData(true, 0, 0, 9, 0, 9, 9, 0, 9)]
    [InlineData(true, 0, 0, 9, 0, 9, 9, 5, 2)]
    [InlineData(false, 0, 0, 9, 9, 9, 0, 0, 9)]
    [InlineData(false, 0, 0, 9, 0, 4, 0, 4, 9)]
    [InlineData(false, 0, 0, 9, 0, 9, 0, 4, 9)]
    [InlineData(false, 0, 0, 9, 0, 5, 0, 5, 9, 5, 0)]
    public void A_polygon_that_crosses_touches_or_folds_back_is_not_simple(bool simple, params int[] numbers)
    {
        List<SurfacePoint> points = [.. numbers.Chunk(2).Select(pair => new SurfacePoint(pair[0], pair[1]))];

        Assert.Equal(simple, PolygonGeometry.IsSimple(points));
    }

    [Fact]
    public void Areas_sum_to_one_whatever_was_counted() => RandomSurfaces.Hold(seed =>
    {
        var random = new Random(seed);
        var counts = Enumerable.Range(0, random.Next(1, 22)).Select(_ => (long)random.Next(5_000_000)).Append(1).ToList();
        var shares = Areas.Shares(counts);
        return shares.Sum(share => (decimal)share) == 1m
            && counts.Zip(shares).All(pair => Math.Abs((pair.First / (double)counts.Sum()) - pair.Second) <= 1e-6);
    });

    [Fact]
    public void Areas_name_their_colours_and_their_square_metres()
    {
        PaletteColor[] palette = [new("RH70", "Black", "#2a2b2c"), new(null, null, "#ffffff"), new(null, null, "#00ff00")];

        var areas = Areas.Describe([0.25, 0.75, 0], palette, new Surface(4000, 5000));

        Assert.Equal([new("#2a2b2c", "Black", 0.25, 5), new("#ffffff", null, 0.75, 15)], areas);
    }
}
