using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Imaging;

/// <summary>
/// Bounds what decoding may hold at once, whatever strangers upload: a fixed number of pictures, at most one of them
/// large. One gate per process.
/// </summary>
public sealed class PictureGate(IOptions<ImagingOptions> options) : IDisposable
{
    private readonly SemaphoreSlim all = new(options.Value.MaxParallelPictures);
    private readonly SemaphoreSlim large = new(1);
    private readonly long largePixels = options.Value.LargePicturePixels;

    /// <summary>Waits for its turn, which lasts as long as the work; that is blocking and gets another thread.</summary>
    public async Task<T> RunAsync<T>(PictureHeader header, Func<T> work, CancellationToken cancellationToken)
    {
        if (header.Pixels <= largePixels)
            return await RunOneOfAllAsync(work, cancellationToken).ConfigureAwait(false);

        // Large ones queue among themselves before they take a common turn, so that their waiting blocks no small one.
        await large.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await RunOneOfAllAsync(work, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            large.Release();
        }
    }

    public void Dispose()
    {
        all.Dispose();
        large.Dispose();
    }

    private async Task<T> RunOneOfAllAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await all.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(work, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            all.Release();
        }
    }
}
