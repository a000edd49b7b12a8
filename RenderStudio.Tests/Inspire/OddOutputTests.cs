using Microsoft.Extensions.Options;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Replicate;
using RenderStudio.Testing.Imaging;
using RenderStudio.Tests.Imaging;

namespace RenderStudio.Tests.Inspire;

/// <summary>Any output of a model results in a correct picture or an error with a reason.</summary>
public sealed class OddOutputTests
{
    private static readonly string[] Colors = ["#e3d9b8", "#1f5aa0", "#2a2b2c"];

    [Theory]
    [InlineData("greyscale", 8, PngBytes.Grey)]
    [InlineData("16-bit", 16, PngBytes.Rgb)]
    [InlineData("alpha", 8, PngBytes.Rgba)]
    [InlineData("64×64", 8, PngBytes.Rgb)]
    [InlineData("larger than planned", 8, PngBytes.Rgb)]
    [InlineData("another shape", 8, PngBytes.Rgb)]
    public void An_unusual_picture_is_clamped_to_the_palette_like_any_other(string kind, byte depth, byte colour)
    {
        var odd = Odd(kind);
        Assert.Equal((depth, colour), (odd[PngBytes.DepthAt], odd[PngBytes.DepthAt + 1]));

        var finished = Work("""{"widthMm":6000,"lengthMm":4000}""").Finish(odd).Value!;

        using var png = PixelAssert.Decoded(finished.Png!);
        Assert.False(png.HasAlpha);
        Assert.Equal((finished.Sizes.Width, finished.Sizes.Height), (png.Width, png.Height));
        Assert.InRange(png.Width, 1, 640);
        Assert.Subset(Colors.ToHashSet(), png.ReadPixels().Chunk(3)
            .Select(pixel => new Rgb(pixel[0], pixel[1], pixel[2]).ToString()).ToHashSet());
        Assert.Equal(1, finished.QualityAssessment.Areas!.Sum(area => (decimal)area.Share));
        Assert.Equal(24, finished.QualityAssessment.Areas!.Sum(area => area.SquareMetres!.Value), 0.01);
    }

    [Fact]
    public void A_picture_of_64_megapixels_is_rejected_before_it_is_decoded()
    {
        var large = PngBytes.Of(8000, 8000, 8, PngBytes.Grey, new byte[8000]);

        var problem = PictureInspection.Inspect(large, PictureLimits.Outputs).Problem!;

        Assert.Equal("image_too_large", problem.CodeText);
    }

    [Fact]
    public void A_picture_too_small_to_show_the_surface_is_rejected()
    {
        using var dot = Drawing.Paint(1, 1, (_, _) => Drawing.Red);
        var corner = """{"widthMm":6000,"lengthMm":4000,"polygon":[[0,0],[2000,0],[0,2000]]}""";

        Assert.Equal("image_too_small", Work(corner).Finish(dot.EncodePng()).Problem!.CodeText);
    }

    [Fact]
    public void A_file_that_is_not_a_picture_is_rejected() =>
        Assert.NotNull(Work("""{"widthMm":6000,"lengthMm":4000}""").Finish("<html>"u8.ToArray()).Problem);

    private static byte[] Odd(string kind)
    {
        using var photo = Drawing.PhotoLike(kind == "64×64" ? 64 : 300, kind == "64×64" ? 64 : 200, seed: 5);
        using var large = Drawing.PhotoLike(1300, 900, seed: 5);
        using var tall = Drawing.PhotoLike(100, 400, seed: 5);
        return kind switch
        {
            "greyscale" => Grey(),
            "16-bit" => Drawing.Save(photo, "pngsave_buffer", ("bitdepth", "16")),
            "alpha" => WithAlpha(photo),
            "larger than planned" => large.EncodePng(),
            "another shape" => tall.EncodePng(),
            _ => photo.EncodePng(),
        };
    }

    private static byte[] Grey() => PngBytes.Of(
        300, 200, 8, PngBytes.Grey, [.. Enumerable.Range(0, 300).Select(x => (byte)(x * 255 / 300))]);

    private static byte[] WithAlpha(Picture photo)
    {
        var pixels = photo.ReadPixels().Chunk(3).SelectMany((pixel, at) => pixel.Append((byte)at)).ToArray();
        using var clear = Picture.FromPixels(photo.Width, photo.Height, hasAlpha: true, pixels);
        return clear.EncodePng();
    }

    private static InspireFinisher Work(string surface)
    {
        var modes = PromptCatalogue.Load().Modes.Select(mode => mode.Id).ToList();
        var plans = new PlanInspire(
            new ReadPalette(PaletteCatalogue.Load()), ModelCatalogue.Load(modes), Options.Create(new InspireOptions()));
        var plan = plans.Run(new InspireBrief
        {
            Id = Guid.NewGuid(),
            OwnerId = Guid.NewGuid(),
            StencilId = Guid.NewGuid(),
            Seed = 4,
            AspectRatio = AspectRatio.MatchInput,
            Quality = Quality.Draft,
            Model = "stability-ai/sdxl",
            Palette = System.Text.Json.JsonSerializer.Serialize(Colors),
            Surface = surface,
            Stencil = "waves",
            MinRegionMm = 100,
        });
        using var stencil = plan.DrawStencil(new(64, 64));
        return new(plan, PictureSignature.Of(stencil));
    }
}
