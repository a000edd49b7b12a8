using RenderStudio.Core.Inspire;

namespace RenderStudio.Tests.Inspire;

public sealed class ClampTests
{
    [Fact]
    public void Every_pixel_gets_the_nearest_colour_that_a_naive_search_finds() => RandomSurfaces.Hold(seed =>
    {
        var random = new Random(seed);
        var palette = RandomSurfaces.Palette(random);
        var pixels = RandomSurfaces.Pixels(random, palette, 700);
        var labels = new byte[700];

        new ColorCube(palette).Clamp(pixels, labels);

        return Enumerable.Range(0, 700).All(at =>
            labels[at] == Naive(palette, new(pixels[at * 3], pixels[(at * 3) + 1], pixels[(at * 3) + 2])));
    }, tests: 50);

    [Fact]
    public void Clamping_a_clamped_picture_changes_nothing() => RandomSurfaces.Hold(seed =>
    {
        var random = new Random(seed);
        var palette = RandomSurfaces.Palette(random);
        var cube = new ColorCube(palette);
        return palette.Select((color, index) => (color, index))
            .All(one => cube.Nearest(one.color.R, one.color.G, one.color.B) == one.index);
    }, tests: 30);

    [Fact]
    public void The_colours_of_a_mixed_cell_are_distinguished_and_cached_individually()
    {
        Rgb[] palette = [new(97, 98, 99), new(102, 98, 99), new(98, 102, 97), new(99, 99, 103)];
        var cube = new ColorCube(palette);

        for (var at = 0; at < 1024; at++)
        {
            var color = new Rgb((byte)(96 + ((at >> 6) & 7)), (byte)(96 + ((at >> 3) & 7)), (byte)(96 + (at & 7)));
            Assert.Equal(Naive(palette, color), cube.Nearest(color.R, color.G, color.B));
        }
    }

    [Fact]
    public void A_cube_with_cached_colours_returns_the_same_result_to_every_thread()
    {
        var random = new Random(7);
        var palette = RandomSurfaces.Palette(random);
        var pixels = RandomSurfaces.Pixels(random, palette, 4000);
        var cube = new ColorCube(palette);

        var answers = new byte[8][];
        Parallel.For(0, 8, at => cube.Clamp(pixels, answers[at] = new byte[4000]));

        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
    }

    [Fact]
    public void A_palette_has_1_to_254_colours()
    {
        Rgb[] many = [.. Enumerable.Range(0, 255).Select(gray => new Rgb((byte)gray, (byte)gray, (byte)gray))];

        Assert.Equal(253, new ColorCube(many[..254]).Nearest(253, 253, 253));
        Assert.Equal(0, new ColorCube(many[..1]).MixedCells);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ColorCube([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ColorCube(many));
    }

    [Fact]
    public void Of_two_equal_colours_the_first_one_is_the_nearest()
    {
        var cube = new ColorCube([new(10, 200, 30), new(200, 10, 30), new(200, 10, 30)]);

        Assert.Equal(0, cube.Nearest(10, 200, 30));
        Assert.Equal(1, cube.Nearest(200, 10, 30));
    }

    [Fact]
    public void Only_the_cells_between_two_colours_are_mixed()
    {
        var cube = new ColorCube([new(0, 0, 0), new(255, 255, 255)]);

        Assert.InRange(cube.MixedCells, 1, 32 * 32 * 32 / 8);
    }

    [Fact]
    public void Every_cell_of_the_cube_holds_the_nearest_colour()
    {
        Rgb[] palette = [new(20, 30, 40), new(220, 40, 60), new(60, 200, 80), new(80, 90, 230), new(240, 230, 210)];
        var cube = new ColorCube(palette);

        for (var at = 0; at < 16 * 16 * 16; at++)
        {
            var color = new Rgb((byte)((at >> 8) * 17), (byte)(((at >> 4) & 15) * 17), (byte)((at & 15) * 17));
            Assert.Equal(Naive(palette, color), cube.Nearest(color.R, color.G, color.B));
        }
    }

    [Theory]
    [InlineData("#ff0000", 0.62796, 0.22486, 0.12585)]
    [InlineData("#ffffff", 1.0, 0.0, 0.0)]
    [InlineData("#0000ff", 0.45201, -0.03246, -0.31153)]
    public void OKLab_matches_the_published_values(string hex, double l, double a, double b)
    {
        var color = Oklab.Of(Rgb.Parse(hex));

        Assert.Equal(l, color.L, 4);
        Assert.Equal(a, color.A, 4);
        Assert.Equal(b, color.B, 4);
    }

    [Theory]
    [InlineData("#12345")]
    [InlineData("123456")]
    [InlineData("#1234567")]
    [InlineData("#12345g")]
    [InlineData("#+12345")]
    [InlineData("")]
    [InlineData(null)]
    public void Only_a_hash_and_six_hex_digits_are_a_colour(string? text) => Assert.False(Rgb.TryParse(text, out _));

    [Fact]
    public void A_colour_reads_back_as_it_is_written()
    {
        Assert.Equal(new Rgb(0x0A, 0xB1, 0xFF), Rgb.Parse("#0aB1fF"));
        Assert.Equal("#0ab1ff", new Rgb(0x0A, 0xB1, 0xFF).ToString());
        Assert.Equal("'red' is not #rrggbb.", Assert.Throws<FormatException>(() => Rgb.Parse("red")).Message);
    }

    [Fact]
    public void A_dark_gray_is_linear_and_a_light_one_is_not()
    {
        // For a gray, linear light is the cube of L; the two parts of the curve meet between the levels 10 and 11.
        Assert.Equal(10 / 255d / 12.92, Math.Pow(Oklab.Of(new(10, 10, 10)).L, 3), 7);
        Assert.Equal(Math.Pow(((11 / 255d) + 0.055) / 1.055, 2.4), Math.Pow(Oklab.Of(new(11, 11, 11)).L, 3), 7);
    }

    [Fact]
    public void A_distance_is_the_sum_of_three_squares() =>
        Assert.Equal(4 + 9 + 36, new Oklab(1, 2, 3).DistanceTo(new(3, 5, 9)));

    [Fact]
    public void The_palette_has_21_colours_that_are_declared_as_approximate()
    {
        var range = PaletteCatalogue.Load().Find("tpv-21")!;

        Assert.Equal(21, range.Colors.Select(color => color.Rgb).Distinct().Count());
        Assert.Equal(21, range.Colors.Select(color => color.Code).Distinct().Count());
        Assert.Contains("approximate", range.Note);
    }

    private static int Naive(Rgb[] palette, Rgb color)
    {
        var place = Oklab.Of(color);
        return Enumerable.Range(0, palette.Length).MinBy(index => Oklab.Of(palette[index]).DistanceTo(place));
    }
}
