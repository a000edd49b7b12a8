using System.Runtime.InteropServices;

namespace RenderStudio.Core.Imaging;

/// <summary>
/// Asks glibc to give pixels back to the system. By default it keeps an arena per thread and grows its threshold for
/// returnable blocks to what it has seen: measured, 140 MB stay resident after a hundred pictures of 1024², 285 MB
/// after a dozen phone photos, instead of 82 MB and 108 MB. Up to 4 MB, the buffers of a picture of 1024², it may keep
/// what it has: to fetch those pages anew for each picture costs 5 % of the time to finish it, and keeping them 16 MB.
/// Other C libraries do without (no <c>mallopt</c>, nothing asked). See mallopt(3).
/// </summary>
internal static unsafe class NativeHeap
{
    private const int TrimThreshold = -1, MmapThreshold = -3, ArenaMax = -8;

    private static readonly delegate* unmanaged[Cdecl]<nuint, int> MallocTrim =
        (delegate* unmanaged[Cdecl]<nuint, int>)Export("malloc_trim");

    internal static void GiveBackFreedPixels()
    {
        var set = (delegate* unmanaged[Cdecl]<int, int, int>)Export("mallopt");
        if (set is null)
            return;
        set(ArenaMax, 2);
        set(MmapThreshold, 4 << 20);
        set(TrimThreshold, 4 << 20);
    }

    /// <summary>
    /// Gives back the free pages between blocks that are in use, which <c>mallopt</c> does not reach. Measured, a
    /// picture of 40 megapixels leaves 35 MB of them, each further one more, up to 90 MB; it takes 3 ms. See
    /// malloc_trim(3).
    /// </summary>
    internal static void Trim()
    {
        if (MallocTrim is not null)
            MallocTrim(0);
    }

    private static void* Export(string name) =>
        NativeLibrary.TryLoad("libc.so.6", out var libc) && NativeLibrary.TryGetExport(libc, name, out var address)
            ? (void*)address
            : null;
}
