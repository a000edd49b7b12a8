using System.Diagnostics;
using Microsoft.Extensions.Options;
using RenderStudio.Core;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Imaging;

/// <summary>Work on a picture ends at its time limit or when its caller cancels, in every kind of step.</summary>
[Collection(nameof(Alone))]
public sealed class PictureTimeTests
{
    private const int Side = 3000, Parts = 6, SomeRows = 4_000_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    // libwebp decodes a frame in one call that cannot be interrupted: 30 ns for a pixel.
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(150), OfWebP = TimeSpan.FromMilliseconds(600);

    public static TheoryData<string> Steps =>
    [
        "JPEG", "progressive JPEG", "PNG", "interlaced PNG", "WebP", "lossless WebP", "finishing", "cleaning",
        "cleaning a turned one", "cleaning a WebP",
    ];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Canceled_work_ends_with_little_more_work_and_leaves_nothing(string step)
    {
        var work = Work(step);
        var (start, before) = (Stopwatch.GetTimestamp(), Libvips.AllocatedBytes);
        work(CancellationToken.None);
        var whole = Stopwatch.GetElapsedTime(start);
        for (var part = 0; part < Parts; part++)
        {
            var more = await MoreWorkAfterAsync(whole * part / Parts, work);
            Assert.InRange(more, TimeSpan.Zero, step.EndsWith("WebP", StringComparison.Ordinal) ? OfWebP : Usual);
        }

        // A thread of libvips can free the last memory a moment later.
        await Eventually.BecomesTrueAsync(() => Libvips.AllocatedBytes - before <= SomeRows);
    }

    [Fact]
    public async Task Work_beyond_its_time_limit_is_rejected_and_its_slot_is_free()
    {
        using var photo = Drawing.PhotoLike(400, 300, seed: 2);
        var png = photo.EncodePng();
        var header = PictureInspection.Inspect(png, PictureLimits.Inputs).Value!;
        using var gate = new PictureGate(Options.Create(new ImagingOptions { MaxParallelPictures = 1, MaxSeconds = 1 }));
        for (var round = 0; round < 2; round++)
        {
            var endless = await gate.RunAsync<int>(header, Endless, default)
                .WaitAsync(Deadline, TestContext.Current.CancellationToken);
            Assert.Equal(ProblemCode.ImageTooComplex, endless.Problem?.Code);
        }

        var usual = await gate.RunAsync(header, stop => PictureFinishing.Finish(png, stop), default);
        Assert.Null(usual.Problem);

        Result<int> Endless(CancellationToken stop)
        {
            while (true)
                PictureFinishing.Finish(png, stop);
        }
    }

    [Fact]
    public async Task A_caller_that_cancels_gets_no_result_and_frees_its_slot()
    {
        using var photo = Drawing.PhotoLike(400, 300, seed: 2);
        var png = photo.EncodePng();
        var header = PictureInspection.Inspect(png, PictureLimits.Inputs).Value!;
        using var gate = new PictureGate(Options.Create(new ImagingOptions { MaxParallelPictures = 1 }));
        using var gone = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var working = gate.RunAsync<int>(header, Endless, gone.Token);
        await started.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => working.WaitAsync(Deadline));
        Assert.Null((await gate.RunAsync(header, stop => PictureFinishing.Finish(png, stop), default)).Problem);

        Result<int> Endless(CancellationToken stop)
        {
            started.SetResult();
            while (true)
                PictureFinishing.Finish(png, stop);
        }
    }

    /// <summary>The processor time that the work uses after it was canceled.</summary>
    private static async Task<TimeSpan> MoreWorkAfterAsync(TimeSpan delay, Action<CancellationToken> work)
    {
        using var stop = new CancellationTokenSource();
        using var timer = new PeriodicTimer(delay + TimeSpan.FromMilliseconds(1));
        var running = Task.Run(() => work(stop.Token), stop.Token);
        await timer.WaitForNextTickAsync();
        await stop.CancelAsync();
        var before = Environment.CpuUsage.TotalTime;
        await Task.WhenAny(running).WaitAsync(Deadline);
        Assert.True(running.IsCanceled || running.IsCompletedSuccessfully, $"{running.Exception}");
        return Environment.CpuUsage.TotalTime - before;
    }

    private static Action<CancellationToken> Work(string step)
    {
        using var picture = Drawing.PhotoLike(Side, Side, seed: 9);
        var bytes = step switch
        {
            "progressive JPEG" => Drawing.Save(picture, "jpegsave_buffer", ("interlace", "true")),
            "PNG" or "finishing" => picture.EncodePng(),
            "interlaced PNG" => Drawing.Save(picture, "pngsave_buffer", ("interlace", "true")),
            "WebP" or "cleaning a WebP" => picture.EncodeWebP(),
            "lossless WebP" => picture.EncodeWebP(WebPOptions.Exact),
            "cleaning a turned one" => ExifBytes.IntoJpeg(picture.EncodeJpeg(), 6),
            _ => picture.EncodeJpeg(),
        };
        return step switch
        {
            "cleaning" or "cleaning a turned one" or "cleaning a WebP" => stop => PictureCleaning.Clean(bytes, stop: stop),
            "finishing" => stop => PictureFinishing.Finish(bytes, stop),
            _ => stop => Picture.Decode(bytes, stop).Value?.Dispose(),
        };
    }
}
