using RenderStudio.Core;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Imaging;

/// <summary>
/// Phones and gateways sometimes drop the end marker of a JPEG. That alone is no reason to reject it, but missing
/// pixels are.
/// </summary>
public sealed class EndlessJpegTests
{
    // The number of bytes that a decoder reads ahead; up to so many bytes of the last block can be missing undetected.
    private const int ReadAhead = 8, EndMarker = 2;

    public static TheoryData<string, string[]> Kinds => new()
    {
        { "baseline", [] },
        { "progressive", ["interlace=true"] },
        { "baseline with restarts", ["restart-interval=3"] },
        { "baseline of half colour", ["subsample-mode=on"] },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_JPEG_without_its_end_marker_is_complete(string kind, string[] options)
    {
        var jpeg = Of(options);
        using var whole = PixelAssert.Decoded(jpeg);
        foreach (var cut in new[] { 1, EndMarker })
        {
            using var picture = PixelAssert.Decoded(jpeg.AsMemory(0, jpeg.Length - cut));
            Assert.True(whole.ReadPixels().AsSpan().SequenceEqual(picture.ReadPixels()), $"{kind} without {cut} bytes");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_JPEG_without_its_last_pixels_is_rejected(string kind, string[] options)
    {
        var jpeg = Of(options);
        for (var cut = EndMarker + ReadAhead + 1; cut < jpeg.Length - 4; cut++)
        {
            var problem = Picture.Decode(jpeg.AsMemory(0, jpeg.Length - cut)).Problem;
            Assert.True(problem?.Code == ProblemCode.ImageUnreadable, $"{kind} without its last {cut} bytes");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Trailing_bytes_after_a_JPEG_change_nothing(string kind, string[] options)
    {
        var jpeg = Of(options);
        using var whole = PixelAssert.Decoded(jpeg);
        using var followed = PixelAssert.Decoded((byte[])[.. jpeg, 0, 0xFF, 0xD8, 0xFF, .. new byte[999]]);
        Assert.True(whole.ReadPixels().AsSpan().SequenceEqual(followed.ReadPixels()), kind);
    }

    private static byte[] Of(string[] options)
    {
        using var photo = Drawing.PhotoLike(48, 40, seed: 11);
        return Drawing.Save(
            photo, "jpegsave_buffer", [.. options.Select(option => (option.Split('=')[0], option.Split('=')[1]))]);
    }
}
