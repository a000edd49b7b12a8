using MetadataExtractor;
using MetadataExtractor.Formats.Xmp;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Imaging;

/// <summary>Files of the product, read by readers that share no code with libvips.</summary>
public sealed class IndependentReaderTests
{
    private const string Iptc = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";

    [Theory]
    [InlineData(1024, 1024, false)]
    [InlineData(641, 359, false)]
    [InlineData(300, 500, true)]
    [InlineData(57, 5000, true)]
    [InlineData(1, 1, false)]
    public void Every_stored_size_shows_what_libvips_shows(int width, int height, bool hasAlpha)
    {
        using var picture = Drawn(width, height, hasAlpha);
        var finished = PictureFinishing.Finish(picture.EncodePng()).Value!;
        foreach (var file in new[] { finished.Full, finished.Thumbnail, finished.Cover112, finished.Cover56 })
            IndependentReader.AssertShowsTheSame(file);
        IndependentReader.AssertShowsTheSame(PictureFinishing.Finish(picture, WebPOptions.Exact).Full);
    }

    [Fact]
    public void Every_stored_input_shows_what_libvips_shows()
    {
        using var opaque = Drawn(400, 300, hasAlpha: false);
        using var clear = Drawn(400, 300, hasAlpha: true);
        byte[][] inputs =
        [
            opaque.EncodeJpeg(), opaque.EncodePng(), opaque.EncodeWebP(), clear.EncodePng(), clear.EncodeWebP(),
            ExifBytes.IntoJpeg(opaque.EncodeJpeg(), 6), GifBytes.Of(64, 1, 2),
            Drawing.SaveWithProfile(opaque, "p3", "pngsave_buffer"),
        ];
        foreach (var input in inputs)
        {
            IndependentReader.AssertShowsTheSame(PictureCleaning.Clean(input).Value!.Bytes);
            IndependentReader.AssertShowsTheSame(PictureCleaning.Clean(input, keepsAlpha: false).Value!.Bytes);
        }
    }

    [Theory]
    [InlineData(DigitalSource.TrainedAlgorithmicMedia, "trainedAlgorithmicMedia")]
    [InlineData(DigitalSource.CompositeWithTrainedAlgorithmicMedia, "compositeWithTrainedAlgorithmicMedia")]
    public void The_source_is_written_on_request_and_nothing_else(DigitalSource source, string word)
    {
        using var photo = PixelAssert.Decoded(ExifBytes.IntoJpeg(Drawing.Quarters(96, 64).EncodeJpeg(), 6));
        foreach (var file in new[] { photo.EncodeWebP(source: source), photo.EncodeJpeg(source: source) })
        {
            Assert.Equal($"http://cv.iptc.org/newscodes/digitalsourcetype/{word}", SourceIn(file));
            Assert.DoesNotContain(Directories(file), one => one.Name.Contains("Exif", StringComparison.Ordinal));
            IndependentReader.AssertShowsTheSame(file);
        }

        Assert.Null(SourceIn(photo.EncodeWebP()));
        Assert.Null(SourceIn(photo.EncodeJpeg()));
    }

    private static string? SourceIn(byte[] file) => Directories(file).OfType<XmpDirectory>()
        .Select(one => one.XmpMeta?.GetPropertyString(Iptc, "DigitalSourceType")).FirstOrDefault();

    private static IReadOnlyList<MetadataExtractor.Directory> Directories(byte[] file) =>
        ImageMetadataReader.ReadMetadata(new MemoryStream(file));

    private static Picture Drawn(int width, int height, bool hasAlpha)
    {
        using var photo = Drawing.PhotoLike(width, height, seed: 4);
        if (!hasAlpha)
            return PixelAssert.Decoded(photo.EncodePng());
        byte[] pixels = [.. photo.ReadPixels().Chunk(3).SelectMany((pixel, at) =>
            new[] { pixel[0], pixel[1], pixel[2], (byte)(at % width * 255 / width) })];
        return Picture.FromPixels(width, height, hasAlpha: true, pixels);
    }
}
