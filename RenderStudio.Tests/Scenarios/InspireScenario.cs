using System.Net;
using System.Text.Json;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;
using RenderStudio.Testing.Children;
using RenderStudio.Tests.Imaging;

namespace RenderStudio.Tests.Scenarios;

/// <summary>
/// A theme becomes four ranked designs for a surface, and the stored bytes have all guaranteed properties.
/// </summary>
public sealed class InspireScenario(SharedStudio shared)
{
    private static readonly string[] Colors = ["#e8e3d8", "#0075bc", "#47afe3", "#3bb44a", "#ffd833"];

    // An L-shape: 12 × 8 metres without the upper right quarter.
    private static readonly int[][] Polygon =
        [[0, 0], [6000, 0], [6000, 4000], [12_000, 4000], [12_000, 8000], [0, 8000]];

    [Fact]
    public async Task A_theme_becomes_four_ranked_designs_in_exactly_the_colors_of_a_palette()
    {
        var studio = await shared.RunningAsync();
        using var user = new StudioUser(studio.Client(await studio.TokenAsync("surface-designer")));

        var submitted = await user.SubmitAsync(new
        {
            mode = "inspire",
            prompt = "a river delta with stepping stones",
            palette = Colors,
            surface = new { widthMm = 12_000, lengthMm = 8_000, polygon = Polygon },
            minRegionMm = 150,
            quality = "draft",
            variants = 4,
            seed = 7,
        });
        var ended = await user.SucceededAsync(submitted);

        Assert.Equal(4, ended.GetProperty("delivered").GetInt32());
        Assert.Equal("waves", ended.GetProperty("stencil").GetString());
        Assert.Equal(Colors, ended.GetProperty("palette").EnumerateArray().Select(color => color.GetString()));
        Assert.Equal(12_000, ended.GetProperty("surface").GetProperty("widthMm").GetInt32());
        await StencilIsShownAsync(ended);
        var variants = ended.GetProperty("variants").EnumerateArray().ToList();
        Assert.Equal([0, 1, 2, 3], variants.Select(variant => variant.GetProperty("rank").GetInt32()));
        Assert.Equal([0, 1, 2, 3], variants.Select(variant => variant.GetProperty("index").GetInt32()).Order());
        var scores = variants.Select(variant => variant.GetProperty("quality").GetProperty("score").GetDouble()).ToList();
        Assert.Equal(scores.OrderDescending(), scores);
        foreach (var variant in variants)
            await KeepsItsPromisesAsync(variant);
        Assert.Equal(Order(ended), Order(await user.EndOfAsync(submitted)));
        Assert.Contains("stencil_drawn",
            (await user.TimelineAsync(submitted)).Select(entry => entry.GetProperty("code").GetString()));
    }

    private static string[] Order(JsonElement generation) =>
        [.. generation.GetProperty("variants").EnumerateArray()
            .Select(variant => $"{variant.GetProperty("rank")}: {variant.GetProperty("index")}")];

    private static async Task StencilIsShownAsync(JsonElement generation)
    {
        await IsPrivateAsync(generation.GetProperty("stencilUrl"));
        using var stencil = PixelAssert.Decoded(await DownloadAsync(generation.GetProperty("stencilUrl"), "image/png"));
        Assert.Equal(1.5, (double)stencil.Width / stencil.Height, 0.05);
        PixelAssert.Close((128, 128, 128), PixelAssert.At(stencil, 0.8, 0.2), 0);
        Assert.Contains(new Rgb(At(stencil).R, At(stencil).G, At(stencil).B).ToString(), Colors);

        static (byte R, byte G, byte B) At(Picture picture) => PixelAssert.At(picture, 0.02, 0.02);
    }

    private static async Task KeepsItsPromisesAsync(JsonElement variant)
    {
        using var webp = await StudioUser.PictureAsync(variant.GetProperty("url"));
        using var png = PixelAssert.Decoded(await DownloadAsync(variant.GetProperty("pngUrl"), "image/png"));
        using var original = await StudioUser.PictureAsync(variant.GetProperty("originalUrl"));
        using var thumbnail = await StudioUser.PictureAsync(variant.GetProperty("thumbnailUrl"));
        Assert.Equal((webp.Width, webp.Height), (png.Width, png.Height));
        Assert.Equal((webp.Width, webp.Height), (original.Width, original.Height));
        Assert.True(original.ReadPixels().Chunk(3).DistinctBy(pixel => (pixel[0], pixel[1], pixel[2]))
            .Skip(100).Any(), "The original was clamped too.");
        Assert.InRange(Math.Max(thumbnail.Width, thumbnail.Height), 1, 400);
        var counted = Counted(png);
        Assert.Equal(counted, Counted(webp));
        Assert.Subset(Colors.ToHashSet(), counted.Keys.ToHashSet());
        AreasAreCounted(variant.GetProperty("areas"), counted);
        var parts = variant.GetProperty("quality").GetProperty("parts");
        Assert.Equal(8, parts.EnumerateObject().Count());
        Assert.All(parts.EnumerateObject(), part => Assert.InRange(part.Value.GetDouble(), 0, 1));
    }

    /// <summary>
    /// Counts the opaque pixels of the surface by color. The surface covers three quarters of the picture.
    /// </summary>
    private static SortedDictionary<string, int> Counted(Picture picture)
    {
        Assert.True(picture.HasAlpha);
        var counted = new SortedDictionary<string, int>();
        foreach (var pixel in picture.ReadPixels().Chunk(4).Where(pixel => pixel[3] != 0))
        {
            Assert.Equal(255, pixel[3]);
            var color = new Rgb(pixel[0], pixel[1], pixel[2]).ToString();
            counted[color] = counted.GetValueOrDefault(color) + 1;
        }

        Assert.Equal(0.75, counted.Values.Sum() / (double)(picture.Width * picture.Height), 0.01);
        return counted;
    }

    private static void AreasAreCounted(JsonElement areas, SortedDictionary<string, int> counted)
    {
        Assert.Equal(counted.Keys, areas.EnumerateArray().Select(area => area.GetProperty("color").GetString()!).Order());
        Assert.Equal(1, areas.EnumerateArray().Sum(area => area.GetProperty("share").GetDecimal()));
        Assert.Equal(72, areas.EnumerateArray().Sum(area => area.GetProperty("squareMetres").GetDouble()), 0.01);
        foreach (var area in areas.EnumerateArray())
        {
            var share = counted[area.GetProperty("color").GetString()!] / (double)counted.Values.Sum();
            Assert.Equal(share, area.GetProperty("share").GetDouble(), 1e-6);
            Assert.NotEqual(JsonValueKind.Null, area.GetProperty("name").ValueKind);
        }
    }

    /// <summary>Asserts that the link returns the file and that the address without the signature does not.</summary>
    private static async Task IsPrivateAsync(JsonElement link)
    {
        using var anonymous = new HttpClient(new SocketsHttpHandler());
        using var answer = await anonymous.GetAsync(new Uri(link.GetString()!).GetLeftPart(UriPartial.Path));
        Assert.False(answer.IsSuccessStatusCode);
    }

    private static async Task<byte[]> DownloadAsync(JsonElement link, string type)
    {
        using var browser = new HttpClient(new SocketsHttpHandler());
        using var answer = await browser.GetAsync(link.GetString());
        Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        return await answer.Content.ReadAsByteArrayAsync();
    }
}
