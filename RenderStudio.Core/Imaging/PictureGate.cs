using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Imaging;

/// <summary>
/// Bounds what decoding may hold at once, whatever strangers upload: a fixed number of pictures, of which at most one
/// is large. One per process.
/// </summary>
public sealed class PictureGate(IOptions<ImagingOptions> options) : IDisposable
{
    /// <summary>Traces the work on each picture, without the wait for its turn.</summary>
    public const string TraceSource = "RenderStudio.Imaging";

    /// <summary>Alpha, and the decoder of WebP, cost about three times the memory.</summary>
    private const int CostlyWeight = 3;

    private static readonly ActivitySource Traces = new(TraceSource);

    private readonly SemaphoreSlim inspections = new(options.Value.MaxParallelPictures);
    private readonly SemaphoreSlim all = new(options.Value.MaxParallelPictures);
    private readonly SemaphoreSlim large = new(1);
    private readonly long largePixels = options.Value.LargePicturePixels;
    private readonly TimeSpan time = TimeSpan.FromSeconds(options.Value.MaxSeconds);
    private int waiting;

    /// <summary>Callers that wait for a turn now.</summary>
    public int Waiting => waiting;

    /// <summary>
    /// Inspects on another thread. Inspections have turns of their own, because they take milliseconds and would
    /// otherwise wait for decoders.
    /// </summary>
    public async Task<Result<PictureHeader>> InspectAsync(
        ReadOnlyMemory<byte> bytes, PictureLimits limits, CancellationToken cancellationToken)
    {
        await WaitAsync(inspections, cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => PictureInspection.Inspect(bytes, limits), cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            inspections.Release();
        }
    }

    /// <summary>
    /// Waits for its turn, then does the blocking work on another thread. The turn lasts as long as the work, whose token
    /// ends it when the caller gives up or <see cref="ImagingOptions.MaxSeconds"/> are over.
    /// </summary>
    public async Task<Result<T>> RunAsync<T>(
        PictureHeader header, Func<CancellationToken, Result<T>> work, CancellationToken cancellationToken)
    {
        Result<T> InTime() => WithinTime(work, cancellationToken);
        var isCostly = header.HasAlpha || header.Format == PictureFormat.WebP;
        if (header.Pixels * (isCostly ? CostlyWeight : 1) <= largePixels)
            return await RunOneOfAllAsync(InTime, cancellationToken).ConfigureAwait(false);

        // The large one queues before it takes one of the common turns, so that waiting large pictures block no small
        // one.
        await WaitAsync(large, cancellationToken).ConfigureAwait(false);
        try
        {
            return await RunOneOfAllAsync(InTime, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            NativeHeap.Trim();
            large.Release();
        }
    }

    /// <summary>For work on a picture of our own, which is never large.</summary>
    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken) =>
        RunOneOfAllAsync(work, cancellationToken);

    public void Dispose()
    {
        inspections.Dispose();
        all.Dispose();
        large.Dispose();
    }

    private Result<T> WithinTime<T>(Func<CancellationToken, Result<T>> work, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(time);
        try
        {
            return work(stop.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Problem(
                ProblemCode.ImageTooComplex,
                $"The picture takes more than {time.TotalSeconds} seconds to process. Save it anew, or send a smaller one.");
        }
    }

    private async Task WaitAsync(SemaphoreSlim turns, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref waiting);
        try
        {
            await turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    private async Task<T> RunOneOfAllAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await WaitAsync(all, cancellationToken).ConfigureAwait(false);
        try
        {
            using var trace = Traces.StartActivity("picture");
            return await Task.Run(work, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            all.Release();
        }
    }
}
