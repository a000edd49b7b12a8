using RenderStudio.Core.Blobs;

namespace RenderStudio.Core.Assets;

/// <summary>
/// Limits how many stored photos this instance holds in memory for queue messages: a photo has up to 100 MB, and up to
/// 24 messages are processed at the same time. One instance per process.
/// </summary>
public sealed class PhotoReader(BlobFiles blobs) : IDisposable
{
    /// <summary>Photos held at the same time.</summary>
    public const int MaxParallel = 2;

    private readonly SemaphoreSlim slots = new(MaxParallel);

    /// <summary>Waits for a slot, reads the photo and keeps both until <paramref name="use"/> has ended.</summary>
    /// <param name="use">Receives null when the photo does not exist. It must not read another photo through this
    /// class.</param>
    public async Task<T> UseAsync<T>(
        string container, string path, Func<BinaryData?, Task<T>> use, CancellationToken ct)
    {
        await slots.WaitAsync(ct);
        try
        {
            return await use(await blobs.ReadAsync(container, path, ct));
        }
        finally
        {
            slots.Release();
        }
    }

    public void Dispose() => slots.Dispose();
}
