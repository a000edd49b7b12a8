using System.Runtime.InteropServices;
using NetVips;

namespace RenderStudio.Core.Imaging;

/// <summary>Encoded bytes as a source of libvips. The source must outlive every image that is loaded from it.</summary>
internal static class EncodedPicture
{
    /// <summary>
    /// The decoders of JPEG and PNG read piece by piece; those of WebP and GIF need all bytes in one place, where they
    /// are pinned instead of copied if they fill an array.
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
