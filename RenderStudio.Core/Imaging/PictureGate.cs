using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Imaging;

/// <summary>
/// Limits the memory of decoding for untrusted uploads: a fixed number of pictures at the same time, of which at most
/// one is large. One instance per process.
/// </summary>
public sealed class PictureGate(IOptions<ImagingOptions> options) : IDisposable
{
    /// <summary>Traces the work on each picture, without its waiting time.</summary>
    public const string TraceSource = "RenderStudio.Imaging";

    /// <summary>Alpha and the WebP decoder each need about three times the memory.</summary>
    private const int CostlyWeight = 3;

    private static readonly ActivitySource Traces = new(TraceSource);

    private readonly SemaphoreSlim inspections = new(options.Value.MaxParallelPictures);
    private readonly SemaphoreSlim all = new(options.Value.MaxParallelPictures);
    private readonly SemaphoreSlim large = new(1);
    private readonly long largePixels = options.Value.LargePicturePixels;
    private readonly TimeSpan time = TimeSpan.FromSeconds(options.Value.MaxSeconds);
    private int waiting;

    /// <summary>Number of callers that wait.</summary>
    public int Waiting => waiting;

    /// <summary>
    /// Inspects on another thread. Inspections have separate slots, because they take milliseconds and would otherwise
    /// wait for decoders.
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
    /// Waits for a slot, then runs the blocking work on another thread. The slot is held until the work ends; its
    /// token is canceled when the caller cancels or after <see cref="ImagingOptions.MaxSeconds"/>.
    /// </summary>
    public async Task<Result<T>> RunAsync<T>(
        PictureHeader header, Func<CancellationToken, Result<T>> work, CancellationToken cancellationToken)
    {
        Result<T> WithTimeout() => RunWithTimeout(work, cancellationToken);
        var isCostly = header.HasAlpha || header.Format == PictureFormat.WebP;
        if (header.Pixels * (isCostly ? CostlyWeight : 1) <= largePixels)
            return await RunInSlotAsync(WithTimeout, cancellationToken).ConfigureAwait(false);

        // A large picture waits for the other large one before it takes a common slot, so that waiting large pictures
        // do not block small ones.
        await WaitAsync(large, cancellationToken).ConfigureAwait(false);
        try
        {
            return await RunInSlotAsync(WithTimeout, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            NativeHeap.Trim();
            large.Release();
        }
    }

    /// <summary>Runs work on a picture that the product itself draws and that is never large.</summary>
    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken) =>
        RunInSlotAsync(work, cancellationToken);

    public void Dispose()
    {
        inspections.Dispose();
        all.Dispose();
        large.Dispose();
    }

    private Result<T> RunWithTimeout<T>(Func<CancellationToken, Result<T>> work, CancellationToken cancellationToken)
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
                $"The picture takes more than {time.TotalSeconds} s to process. "
                + "Save it again, or send a smaller one.");
        }
    }

    private async Task WaitAsync(SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref waiting);
        try
        {
            await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    private async Task<T> RunInSlotAsync<T>(Func<T> work, CancellationToken cancellationToken)
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
