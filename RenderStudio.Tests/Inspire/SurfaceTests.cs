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
    public void A_surface_that_is_narrower_than_any_picture_is_centered()
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

    [Theory]
    [InlineData(false, 0, 0, 9, 0, 9, 9, 4, 0)]
    [InlineData(false, 4, 0, 9, 9, 0, 9, 4, 0, 1, 1)]
    [InlineData(false, 0, 0, 9, 0, 9, 9, 9, 4)]
    [InlineData(false, 0, 0, 9, 0, 9, 0, 9, 9)]
    [InlineData(false, 0, 0, 0, 0, 9, 0, 9, 9)]
    [InlineData(false, 0, 0, 9, 0, 9, 9, 0, 0)]
    [InlineData(true, 0, 0, 4, 0, 9, 0, 9, 9)]
    [InlineData(true, 0, 0, 9, 0, 9, 9, 6, 9, 6, 3, 3, 3, 3, 9, 0, 9)]
    [InlineData(false, 0, 0, 9, 0, 9, 9, 6, 9, 6, 0, 3, 0, 3, 9, 0, 9)]
    [InlineData(false, 0, 0, 9, 0, 9, 9, 6, 9, 2, -1, 3, 9, 0, 9)]
    [InlineData(true, 0, 0, 0, 9, 9, 9, 9, 0)]
    [InlineData(false, 0, 0, 8, 0, 8, 8, 0, 8, 0, 6, 8, 4, 0, 2)]
    [InlineData(false, 8, 0, 0, 0, 0, 8, 8, 8, 8, 6, 0, 4, 8, 2)]
    [InlineData(true, 0, 0, 8, 0, 8, 8, 0, 8, 0, 6, 7, 4, 0, 2)]
    [InlineData(false, 1, 2, 9, 2, 4, 2)]
    [InlineData(false, 1, 2, 1, 9, 1, 4)]
    [InlineData(false, 2, 3, 8, 9, 5, 6)]
    [InlineData(false, 1, 9, 9, 1, 5, 5)]
    [InlineData(false, 1, 2, 1, 2, 9, 2)]
    [InlineData(true, 0, 0, 1, 3, 2, 0, 4, 0, 5, 3, 6, 0, 6, 9, 0, 9)]
    public void Sides_may_share_a_corner_only_with_their_neighbours(bool simple, params int[] numbers)
    {
        List<SurfacePoint> points = [.. numbers.Chunk(2).Select(pair => new SurfacePoint(pair[0], pair[1]))];

        for (var turn = 0; turn < points.Count; turn++)
        {
            List<SurfacePoint> turned = [.. points[turn..], .. points[..turn]];
            Assert.Equal(simple, PolygonGeometry.IsSimple(turned));
            turned.Reverse();
            Assert.Equal(simple, PolygonGeometry.IsSimple(turned));
        }
    }

    [Fact]
    public void The_area_of_a_polygon_is_the_same_from_every_corner_and_in_both_directions()
    {
        List<SurfacePoint> points = [new(1, 1), new(7, 1), new(7, 5), new(4, 3), new(1, 5)];

        for (var turn = 0; turn < points.Count; turn++)
        {
            List<SurfacePoint> turned = [.. points[turn..], .. points[..turn]];
            Assert.Equal(18, PolygonGeometry.Area(turned), 9);
            turned.Reverse();
            Assert.Equal(18, PolygonGeometry.Area(turned), 9);
        }
    }

    [Fact]
    public void A_line_crosses_a_side_at_its_lower_end_but_not_at_its_upper_one()
    {
        SurfacePoint[] points = [new(0, 0), new(8, 0), new(8, 4), new(0, 8)];

        Assert.Equal([0, 8], PolygonGeometry.Crossings(points, 0));
        Assert.Equal([0, 8], PolygonGeometry.Crossings(points, 2));
        Assert.Equal([0, 4], PolygonGeometry.Crossings(points, 6));
        Assert.Empty(PolygonGeometry.Crossings(points, 8));
        Assert.Empty(PolygonGeometry.Crossings(points, -1));
    }

    [Fact]
    public void A_rectangle_and_a_polygon_have_their_square_metres()
    {
        SurfacePoint[] half = [new(0, 0), new(12_000, 0), new(0, 8_000)];

        Assert.Equal(96, new Surface(12_000, 8_000).SquareMetres, 9);
        Assert.Equal(48, new Surface(12_000, 8_000, half).SquareMetres, 9);
    }

    [Fact]
    public void Without_a_surface_the_picture_keeps_its_size_has_no_scale_and_shows_it_everywhere()
    {
        var frame = new SurfaceFrame(null);

        Assert.Equal(new PixelSize(1024, 700), frame.SizeOf(new(1024, 700)));
        Assert.Null(frame.SquareMillimetresPerPixel(1024, 700));
        Assert.Null(frame.Mask(1024, 700));
        Assert.True(frame.Contains(0, 0) && frame.Contains(1, 1));
    }

    [Theory]
    [InlineData(4_000, 1_000, true)]
    [InlineData(1_000, 4_000, true)]
    [InlineData(4_004, 1_000, false)]
    [InlineData(1_000, 4_004, false)]
    public void A_rectangle_up_to_1_to_4_fills_its_picture(int widthMm, int lengthMm, bool fills)
    {
        var frame = new SurfaceFrame(new Surface(widthMm, lengthMm));

        Assert.Equal(fills, frame.Mask(1_000, 1_000) is null);
        Assert.Equal(fills, frame.Contains(0, 0));
        Assert.True(frame.Contains(0.5, 0.5));
    }

    [Theory]
    [InlineData(1_000, 8_000, 0.24, 0.25, 0.74, 0.75)]
    [InlineData(8_000, 1_000, -0.01, 0, 0.99, 1)]
    public void A_narrow_surface_contains_its_first_edge_and_not_its_last_one(
        int widthMm, int lengthMm, double before, double first, double last, double after)
    {
        var frame = new SurfaceFrame(new Surface(widthMm, lengthMm));

        Assert.Equal(
            [false, true, true, false], new[] { before, first, last, after }.Select(x => frame.Contains(x, 0.5)));
    }

    [Fact]
    public void A_wide_surface_contains_nothing_above_and_below_it()
    {
        var frame = new SurfaceFrame(new Surface(8_000, 1_000));

        Assert.Equal([false, true, true, true, false],
            new[] { 0.24, 0.25, 0.5, 0.75, 0.76 }.Select(y => frame.Contains(0.3, y)));
    }

    [Fact]
    public void A_polygon_is_masked_to_the_pixel_with_its_gaps()
    {
        SurfacePoint[] horseshoe =
            [new(0, 0), new(8_000, 0), new(8_000, 8_000), new(6_000, 8_000), new(6_000, 4_000), new(2_000, 4_000),
                new(2_000, 8_000), new(0, 8_000)];
        var frame = new SurfaceFrame(new Surface(8_000, 8_000, horseshoe));

        var mask = frame.Mask(8, 4)!;

        Assert.Equal(
            ["11111111", "11111111", "11000011", "11000011"],
            mask.Chunk(8).Select(row => string.Concat(row)));
        Assert.Equal([true, false, true], new[] { 0.1, 0.5, 0.9 }.Select(x => frame.Contains(x, 0.75)));
    }

    [Theory]
    [InlineData(1_000, 8_000, 2_500)]
    [InlineData(8_000, 1_000, 2_500)]
    [InlineData(4_000, 2_000, 2_500)]
    public void A_pixel_covers_the_surfaces_area_shared_among_the_pixels_that_show_it(
        int widthMm, int lengthMm, double expected)
    {
        var frame = new SurfaceFrame(new Surface(widthMm, lengthMm));
        var shown = (double)widthMm * lengthMm / expected;
        var (width, height) = widthMm * 8 == lengthMm ? (40, 160) : lengthMm * 8 == widthMm ? (160, 40) : (80, 40);

        Assert.Equal(shown, frame.Mask(width, height)?.Sum(pixel => pixel) ?? width * height);
        Assert.Equal(expected, frame.SquareMillimetresPerPixel(width, height)!.Value, 6);
    }

    [Fact]
    public void Areas_sum_to_one_for_any_counts() => RandomSurfaces.Hold(seed =>
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
