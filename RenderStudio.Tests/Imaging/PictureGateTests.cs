using Microsoft.Extensions.Options;
using RenderStudio.Core;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Imaging;

public sealed class PictureGateTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly PictureHeader Small = new(PictureFormat.Png, 1024, 1024, false, 1);
    private static readonly PictureHeader Large = new(PictureFormat.Jpeg, 5000, 4000, false, 1);

    [Fact]
    public async Task Large_pictures_run_one_at_a_time_and_small_pictures_do_not_wait_for_them()
    {
        using var gate = Gate(parallel: 2);
        using var first = new Work();
        using var second = new Work();
        var holding = gate.RunAsync(Large, _ => first.Run(), default);
        first.AwaitStart();
        var waiting = gate.RunAsync(Large, _ => second.Run(), default);

        Assert.Equal(1, (await gate.RunAsync(Small, One, default).WaitAsync(Deadline)).Value);
        Assert.False(second.Started);

        first.Finish();
        await holding.WaitAsync(Deadline);
        second.AwaitStart();
        second.Finish();
        await waiting.WaitAsync(Deadline);
    }

    [Theory]
    [InlineData(PictureFormat.Png, true)]
    [InlineData(PictureFormat.WebP, false)]
    [InlineData(PictureFormat.WebP, true)]
    public async Task Pictures_with_alpha_and_WebP_count_as_large_at_a_third_of_the_pixels(
        PictureFormat format, bool alpha)
    {
        using var gate = Gate(parallel: 2);
        using var first = new Work();
        using var second = new Work();
        var costly = new PictureHeader(format, 2400, 2400, false, 1, alpha);
        var holding = gate.RunAsync(costly, _ => first.Run(), default);
        first.AwaitStart();
        var waiting = gate.RunAsync(Large, _ => second.Run(), default);
        Assert.Equal(1, (await gate.RunAsync(Small, One, default).WaitAsync(Deadline)).Value);
        Assert.False(second.Started);
        first.Finish();
        second.Finish();
        await Task.WhenAll(holding, waiting).WaitAsync(Deadline);
    }

    [Fact]
    public async Task No_more_pictures_than_configured_run_at_once()
    {
        using var gate = Gate(parallel: 2);
        var (running, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(number => gate.RunAsync<int>(Small, _ =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            using var picture = Drawing.PhotoLike(64, 64, seed: 1);
            PictureFinishing.Finish(picture);
            return Interlocked.Decrement(ref running);
        }, default))).WaitAsync(Deadline);
        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task Failed_work_and_a_canceled_caller_return_their_slot()
    {
        using var gate = Gate(parallel: 1);
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            gate.RunAsync<int>(Large, _ => throw new InvalidDataException(), default));

        using var work = new Work();
        using var gone = new CancellationTokenSource();
        var holding = gate.RunAsync(Large, _ => work.Run(), default);
        work.AwaitStart();
        var waiting = gate.RunAsync(Large, One, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        work.Finish();
        await holding.WaitAsync(Deadline);

        Assert.Equal(1, (await gate.RunAsync(Large, One, default).WaitAsync(Deadline)).Value);
    }

    private static Result<int> One(CancellationToken stop) => 1;

    private static PictureGate Gate(int parallel) =>
        new(Options.Create(new ImagingOptions { MaxParallelPictures = parallel }));

    private static void InterlockedMax(ref int most, int now)
    {
        for (var seen = most; now > seen; seen = most)
            Interlocked.CompareExchange(ref most, now, seen);
    }

    /// <summary>Work that reports its start and ends when the test completes it.</summary>
    private sealed class Work : IDisposable
    {
        private readonly ManualResetEventSlim started = new(), finish = new();

        internal bool Started => started.IsSet;

        internal Result<int> Run()
        {
            started.Set();
            return finish.Wait(Deadline) ? 1 : throw new TimeoutException();
        }

        internal void AwaitStart() => Assert.True(started.Wait(Deadline));

        internal void Finish() => finish.Set();

        public void Dispose()
        {
            started.Dispose();
            finish.Dispose();
        }
    }
}
