using RenderStudio.Core;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Imaging;

public sealed class DamagedPictureTests
{
    private static readonly Picture Photo = Drawing.PhotoLike(160, 120, seed: 7);

    public static TheoryData<string, byte[]> Pictures => new()
    {
        { "JPEG", Photo.EncodeJpeg() },
        { "progressive JPEG", Drawing.Save(Photo, "jpegsave_buffer", ("interlace", "true")) },
        { "PNG", Photo.EncodePng() },
        { "interlaced PNG", Drawing.Save(Photo, "pngsave_buffer", ("interlace", "true")) },
        { "WebP", Photo.EncodeWebP() },
        { "lossless WebP", Drawing.Save(Photo, "webpsave_buffer", ("lossless", "true")) },
        { "GIF", GifBytes.Of(64, 0) },
    };

    [Theory]
    [MemberData(nameof(Pictures))]
    public void A_truncated_picture_fails_or_is_complete(string what, byte[] bytes)
    {
        using var whole = PixelAssert.Decoded(bytes);
        var pixels = whole.ReadPixels();
        var refused = 0;
        for (var part = 1; part < 64; part++)
        {
            var cut = bytes.AsMemory(0, bytes.Length * part / 64);
            if (Picture.Decode(cut).Failed(out var problem, out var picture))
                refused += Refused(problem);
            else
                using (picture)
                    Assert.True(
                        pixels.AsSpan().SequenceEqual(picture.ReadPixels()), $"{what} cut at {part}/64 differs");
        }

        Assert.True(refused >= 60, $"Only {refused} of 63 cuts of the {what} were noticed");
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void A_truncated_picture_is_neither_finished_nor_stored(string what, byte[] bytes)
    {
        var half = bytes.AsMemory(0, bytes.Length / 2);
        Assert.Equal((what, ProblemCode.ImageUnreadable), (what, PictureFinishing.Finish(half).Problem?.Code));
        Assert.Equal((what, ProblemCode.ImageUnreadable), (what, PictureCleaning.Clean(half).Problem?.Code));
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Flipped_bits_result_in_a_picture_or_a_rejection(string what, byte[] bytes)
    {
        const int seed = 4711;
        var random = new Random(seed);
        for (var round = 0; round < 100; round++)
        {
            var damaged = bytes.ToArray();
            for (var flip = 0; flip <= round % 8; flip++)
                damaged[random.Next(4, damaged.Length)] ^= (byte)(1 << random.Next(8));
            // As in the product, a picture that the header check rejects is never decoded.
            if (PictureInspection.Inspect(damaged, PictureLimits.Outputs).Problem is not null)
                continue;
            var failed = PictureFinishing.Finish(damaged).Failed(out _, out var finished);
            Assert.True(failed || finished!.Full.Length > 0, $"{what}, seed {seed}, round {round}");
        }
    }

    private static int Refused(Problem problem)
    {
        Assert.True(problem.Code is ProblemCode.ImageUnreadable or ProblemCode.UnsupportedMediaType, problem.CodeText);
        return 1;
    }
}
