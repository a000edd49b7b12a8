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
    public void A_cube_that_remembers_says_the_same_again_to_every_thread()
    {
        var random = new Random(7);
        var palette = RandomSurfaces.Palette(random);
        var pixels = RandomSurfaces.Pixels(random, palette, 4000);
        var cube = new ColorCube(palette);

        var answers = new byte[8][];
        Parallel.For(0, 8, at => cube.Clamp(pixels, answers[at] = new byte[4000]));

        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
    }

    [Theory]
    [InlineData("#ff0000", 0.62796, 0.22486, 0.12585)]
    [InlineData("#ffffff", 1.0, 0.0, 0.0)]
    [InlineData("#0000ff", 0.45201, -0.03246, -0.31153)]
    public void OKLab_is_what_its_author_published(string hex, double l, double a, double b)
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
    public void What_is_not_a_hash_and_six_hex_digits_is_no_colour(string? text) => Assert.False(Rgb.TryParse(text, out _));

    [Fact]
    public void The_range_has_21_colours_that_are_said_to_be_approximate()
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
