using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RenderStudio.Core.Imaging.Native;

/// <summary>
/// Managed bytes that libvips reads in place: pinned until libvips itself lets go of them, never copied.
/// </summary>
internal static unsafe class LentBytes
{
    private static readonly ConcurrentDictionary<nint, MemoryHandle> Lent = new();

    internal static int Count => Lent.Count;

    internal static BlobHandle Lend(ReadOnlyMemory<byte> bytes)
    {
        var pin = bytes.Pin();
        var blob = Vips.NewBlob(&GiveBack, pin.Pointer, (nuint)bytes.Length);
        Lent[blob.DangerousGetHandle()] = pin;
        return blob;
    }

    /// <summary>
    /// Called by libvips just before it frees the blob, on whatever thread dropped the last reference.
    /// </summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GiveBack(nint data, nint blob)
    {
        if (Lent.TryRemove(blob, out var pin))
            pin.Dispose();
        return 0;
    }
}
