using RenderStudio.Core;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Imaging.Structure;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.Imaging.Corpus;

namespace RenderStudio.Tests.Imaging;

public sealed class PictureStructureTests
{
    private static readonly byte[] Exif = PhoneExif.Block(6);

    public static TheoryData<string, byte[]> Turned => new()
    {
        { "JPEG", ExifBytes.IntoJpeg(Drawing.Quarters(96, 64).EncodeJpeg(), 6) },
        { "PNG", PngBytes.Of(96, 64, 8, PngBytes.Rgb, new byte[96 * 3], ("eXIf", Exif)) },
        { "WebP", Bombs.WebPWith(96, 64, 0x08, ("EXIF", Exif)) },
        { "WebP with a prefix", Bombs.WebPWith(96, 64, 0x08, ("EXIF", [.. "Exif\0\0"u8, .. Exif])) },
    };

    [Theory]
    [MemberData(nameof(Turned))]
    public void A_rotated_picture_stays_rotated_when_its_EXIF_is_shortened(string what, byte[] bytes)
    {
        var structure = Read(bytes);
        Assert.Equal((what, 96, 64, 6, true, true), (
            what, structure.Width, structure.Height, structure.Orientation, structure.HasExif, structure.HasExtras));

        var cut = structure.Clean(bytes);

        Assert.True(cut.Length < bytes.Length || what == "JPEG", $"{what}: {cut.Length} of {bytes.Length} bytes");
        Assert.Equal(6, Read(cut).Orientation);
        using var decoded = PixelAssert.Decoded(bytes);
        Assert.Equal((what, 64, 96), (what, decoded.Width, decoded.Height));
    }

    [Fact]
    public void A_plain_picture_is_not_copied()
    {
        using var quarters = Drawing.Quarters(96, 64);
        foreach (var bytes in new[] { quarters.EncodePng(), quarters.EncodeWebP(), GifBytes.Of(64, 1) })
        {
            var structure = Read(bytes);
            Assert.False(structure.HasExtras);
            Assert.Equal((ReadOnlyMemory<byte>)bytes, structure.Clean(bytes));
        }
    }

    [Theory]
    [InlineData("PNG with 99 zTXt of 1 MB")]
    [InlineData("PNG with 99 iTXt of 1 MB")]
    [InlineData("PNG with a profile of 49 MB")]
    [InlineData("PNG with 20,000 text chunks")]
    [InlineData("animated PNG of 1,000 frames")]
    [InlineData("PNG whose EXIF points at itself 5,400 times")]
    [InlineData("JPEG whose EXIF points at itself 5,400 times")]
    public void Bloating_parts_of_a_picture_are_removed_before_decoding(string name)
    {
        var bytes = CorpusFile.Of(name);

        var cleaned = Read(bytes).Clean(bytes);

        Assert.InRange(cleaned.Length, 1, 2000);
        Assert.False(Read(cleaned).HasExtras);
    }

    [Fact]
    public void A_profile_is_kept_within_its_limit_and_dropped_above()
    {
        Assert.True(Read(CorpusFile.Of("PNG with a profile of 3 MB")).HasProfile);
        Assert.False(Read(CorpusFile.Of("PNG with a profile of 49 MB")).HasProfile);
        Assert.True(Read(WithProfile(Noise(1_000_000))).HasProfile);
        Assert.False(Read(WithProfile(Noise(1_100_000))).HasProfile);
        Assert.False(Read(WithProfile([.. Noise(10_000), .. new byte[5_000_000]])).HasProfile);
        foreach (var saver in new[] { "jpegsave_buffer", "pngsave_buffer", "webpsave_buffer" })
        {
            var bytes = Drawing.SaveWithProfile(Drawing.Quarters(96, 64), "p3", saver);
            var structure = Read(bytes);
            Assert.True(structure.HasProfile);
            Assert.True(Read(structure.Clean(bytes)).HasProfile);
        }
    }

    [Fact]
    public void A_JPEG_with_one_scan_per_colour_counts_as_progressive()
    {
        Assert.Equal((false, 1), Scans("JPEG followed by stray bytes"));
        Assert.Equal((true, 100), Scans("progressive JPEG of 100 scans"));
        var apart = ScansApart(Drawing.Quarters(96, 64).EncodeJpeg());
        Assert.True(Read(apart).IsProgressive);
    }

    [Fact]
    public void Alpha_is_detected_in_every_format()
    {
        Assert.True(Read(PngBytes.Of(64, 64, 8, PngBytes.Rgba, new byte[64 * 4])).HasAlpha);
        Assert.True(Read(PngBytes.Of(64, 64, 8, PngBytes.Rgb, new byte[64 * 3], ("tRNS", new byte[6]))).HasAlpha);
        Assert.False(Read(PngBytes.Of(64, 64, 8, PngBytes.Rgb, new byte[64 * 3])).HasAlpha);
        Assert.True(Read(Bombs.ClearWebP(64, 64)).HasAlpha);
        Assert.False(Read(Bombs.WebP(64, 64)).HasAlpha);
        Assert.False(Read(GifBytes.Of(64, 1)).HasAlpha);
        using var clear = Picture.FromPixels(2, 1, hasAlpha: true, [1, 2, 3, 4, 5, 6, 7, 8]);
        Assert.True(Read(clear.EncodeWebP()).HasAlpha);
        Assert.True(Read(clear.EncodePng()).HasAlpha);
    }

    [Fact]
    public void Animations_are_counted()
    {
        Assert.Equal(3, Read(GifBytes.Of(64, 0, 1, 2)).Frames);
        Assert.Equal(7, Read(Bombs.AnimatedWebP(64, 64, 7)).Frames);
        Assert.Equal(1000, Read(CorpusFile.Of("animated PNG of 1,000 frames")).Frames);
    }

    [Fact]
    public void An_animation_of_more_than_a_thousand_frames_is_too_complex()
    {
        Assert.Equal(1000, Read(GifBytes.Of(64, new byte[1000])).Frames);
        Assert.Equal(1000, Read(Bombs.AnimatedWebP(64, 64, 1000)).Frames);
        foreach (var moving in new[] { GifBytes.Of(64, new byte[1001]), Bombs.AnimatedWebP(64, 64, 1001) })
        {
            var format = PictureFormats.Recognise(moving)!.Value;
            Assert.Equal(ProblemCode.ImageTooComplex, PictureStructure.Read(moving, format).Problem?.Code);
        }
    }

    [Fact]
    public void A_file_of_another_format_is_named()
    {
        foreach (var (name, says, file) in ForeignFiles.Sentences)
            Assert.Equal((name, says), (name, PictureInspection.Inspect(file, PictureLimits.Inputs).Problem!.Message));
        Assert.Equal(
            "This is a GIF picture. Export it as JPEG or PNG.",
            PictureInspection.Inspect(GifBytes.Of(64, 1), PictureLimits.Inputs).Problem!.Message);
    }

    private static (bool IsProgressive, int Scans) Scans(string name)
    {
        var structure = Read(CorpusFile.Of(name));
        return (structure.IsProgressive, structure.Scans);
    }

    /// <summary>Only the header of the first scan matters here; it names one of the three colours.</summary>
    private static byte[] ScansApart(byte[] jpeg)
    {
        var at = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        return [.. jpeg[..at], 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, .. jpeg[(at + 14)..]];
    }

    private static byte[] WithProfile(byte[] profile) => PngBytes.Of(
        64, 64, 8, PngBytes.Rgb, new byte[64 * 3], ("iCCP", [.. "x\0\0"u8, .. PngBytes.Zlib(profile)]));

    private static byte[] Noise(int length)
    {
        var noise = new byte[length];
        new Random(3).NextBytes(noise);
        return noise;
    }

    private static PictureStructure Read(ReadOnlyMemory<byte> bytes) =>
        PictureStructure.Read(bytes, PictureFormats.Recognise(bytes.Span)!.Value).Value!;
}
