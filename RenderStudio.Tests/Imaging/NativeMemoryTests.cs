using RenderStudio.Core;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.Imaging;
using RenderStudio.Tests.Imaging.Corpus;

namespace RenderStudio.Tests.Imaging;

[Collection(nameof(Alone))]
public sealed class NativeMemoryTests
{
    /// <summary>Any decoded bomb would use several times as much memory.</summary>
    private const int MegabytesOfNoise = 40;

    [Fact]
    public void Two_hundred_pictures_leak_no_native_memory()
    {
        using var photo = Drawing.PhotoLike(320, 240, seed: 3);
        byte[][] pictures =
        [
            photo.EncodePng(), photo.EncodeWebP(), ExifBytes.IntoJpeg(photo.EncodeJpeg(), 6), GifBytes.Of(64, 0, 1),
            photo.EncodePng()[..2000],
        ];
        var print = Drawing.SaveWithProfile(photo, "cmyk", "jpegsave_buffer");
        var before = Held();
        for (var round = 0; round < 200; round++)
            UseOnce(round % 40 == 0 ? print : pictures[round % pictures.Length]);
        AssertNoMoreThan(before, Held());
    }

    [Fact]
    public void Eight_threads_do_not_affect_each_other()
    {
        using var photo = Drawing.PhotoLike(320, 240, seed: 5);
        var (png, cut) = (photo.EncodePng(), photo.EncodePng()[..3000]);
        var expected = PictureFinishing.Finish(png).Value!;
        var before = Held();
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            Assert.Equal(ProblemCode.ImageUnreadable, PictureFinishing.Finish(cut).Problem?.Code);
            var finished = PictureFinishing.Finish(png).Value!;
            Assert.Equal(expected.Full, finished.Full);
            Assert.Equal(expected.Cover56, finished.Cover56);
            Assert.Equal(expected.PlaceholderColor, finished.PlaceholderColor);
        });
        AssertNoMoreThan(before, Held());
    }

    [Fact]
    public void One_picture_serves_eight_threads()
    {
        using var turned = PixelAssert.Decoded(ExifBytes.IntoJpeg(Drawing.Quarters(320, 240).EncodeJpeg(), 6));
        var expected = turned.EncodeWebP();
        Parallel.For(0, 32, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
            Assert.Equal(expected, turned.EncodeWebP()));
    }

    [Fact]
    public async Task A_decompression_bomb_is_rejected_by_its_header_without_memory_cost()
    {
        Func<byte[]>[] bombs =
        [
            .. BadFiles.All.Where(file => file.Code == "image_too_large").Select(file => file.Make),
        ];
        Assert.NotEmpty(bombs);
        foreach (var bomb in bombs)
            Assert.Equal(
                ProblemCode.ImageTooLarge,
                PictureInspection.Inspect(bomb(), PictureLimits.AvatarsAndLogos).Problem?.Code);

        // A separate process is used, whose peak does not include other tests. The first file measures the cost of any
        // picture.
        var answers = await CorpusRun.RunAsync([() => Drawing.Quarters(320, 240).EncodePng(), .. bombs]);

        Assert.InRange(answers[^1].PeakMegabytes - answers[0].PeakMegabytes, 0, MegabytesOfNoise);
    }

    [Fact]
    public void A_decompression_bomb_within_the_limits_is_a_complete_picture()
    {
        foreach (var small in new[] { Bombs.Gif(96, 64), Bombs.WebP(96, 64), Bombs.AnimatedWebP(96, 64, 3) })
        {
            using var decoded = PixelAssert.Decoded(small);
            Assert.Equal((96, 64), (decoded.Width, decoded.Height));
        }
    }

    private static void UseOnce(byte[] bytes)
    {
        _ = PictureInspection.Inspect(bytes, PictureLimits.Outputs);
        _ = PictureFinishing.Finish(bytes);
        _ = PictureCleaning.Clean(bytes);
    }

    /// <summary>A decrease is not a leak: other work in this process can have ended meanwhile.</summary>
    private static void AssertNoMoreThan(
        (int Allocations, long Bytes) before, (int Allocations, long Bytes) after)
    {
        Assert.InRange(after.Allocations, 0, before.Allocations);
        Assert.InRange(after.Bytes, 0, before.Bytes);
    }

    /// <summary>Collects objects of other tests first: their finalizers would run during the count.</summary>
    private static (int Allocations, long Bytes) Held()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return (Libvips.Allocations, Libvips.AllocatedBytes);
    }
}
