using RenderStudio.Core.Blobs;

namespace RenderStudio.Core.Assets;

/// <summary>
/// Bounds how many stored photos this instance holds in memory for queue work: a photo has up to 100 MB, and up to 24
/// queue messages are handled at once. One per process.
/// </summary>
public sealed class PhotoReader(BlobFiles blobs) : IDisposable
{
    /// <summary>Photos held at once.</summary>
    public const int AtOnce = 2;

    private readonly SemaphoreSlim turns = new(AtOnce);

    /// <summary>Waits for a turn, reads the photo and holds both until <paramref name="use"/> has ended.</summary>
    /// <param name="use">Gets null when there is no such photo. It must not read another one here.</param>
    public async Task<T> UseAsync<T>(
        string container, string path, Func<BinaryData?, Task<T>> use, CancellationToken ct)
    {
        await turns.WaitAsync(ct);
        try
        {
            return await use(await blobs.ReadAsync(container, path, ct));
        }
        finally
        {
            turns.Release();
        }
    }

    public void Dispose() => turns.Dispose();
}
