using System.Runtime.InteropServices;
using NetVips;

namespace RenderStudio.Core.Imaging;

/// <summary>
/// Opens encoded bytes as a source of libvips. The source must outlive every image that is loaded from it.
/// </summary>
internal static class EncodedPicture
{
    /// <summary>
    /// The decoders of JPEG and PNG read sequentially. Those of WebP and GIF need all bytes in one buffer, which is
    /// pinned instead of copied if it is a whole array.
    /// </summary>
    internal static Source Open(ReadOnlyMemory<byte> bytes, PictureFormat format, CancellationToken stop)
    {
        Libvips.ThrowIfNotStarted();
        if (format is PictureFormat.Jpeg or PictureFormat.Png)
            return new ByteSource(bytes, stop);
        return MemoryMarshal.TryGetArray(bytes, out var whole) && whole.Count == whole.Array!.Length
            ? Source.NewFromMemory(whole.Array)
            : Source.NewFromMemory(bytes.Span);
    }
}
