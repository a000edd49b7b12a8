using System.IO.Compression;
using System.Runtime.InteropServices;

namespace RenderStudio.Core.Imaging.Structure;

/// <summary>
/// The colour profile of a PNG is compressed, and its length is unknown until it is inflated. A profile that is too
/// small to reach the limit is kept without reading it, which is the usual case. A compressed profile of more than one
/// megabyte, more than profiles of screens have, is dropped. Any other profile is inflated without storing it, up to
/// one byte more than the limit: this takes some milliseconds and a buffer of 16 kB.
/// </summary>
internal static class PngProfile
{
    private const int LongestName = 80, BufferBytes = 16 * 1024, MostCompressed = 1024 * 1024;

    /// <summary>Maximum compression ratio of deflate. https://zlib.net/zlib_tech.html</summary>
    private const int MostRatio = 1032;

    /// <param name="chunk">Name, zero, method, and the profile.</param>
    /// <returns>False also for a profile that cannot be inflated.</returns>
    internal static bool IsWithinLimit(ReadOnlyMemory<byte> chunk)
    {
        var name = chunk.Span[..Math.Min(chunk.Length, LongestName)].IndexOf((byte)0);
        if (name <= 0 || chunk.Length < name + 3 || chunk.Span[name + 1] != 0)
            return false;
        var compressed = chunk[(name + 2)..];
        return compressed.Length <= StructureLimits.ProfileBytes / MostRatio
            || (compressed.Length <= MostCompressed && IsInflatedWithinLimit(compressed));
    }

    private static bool IsInflatedWithinLimit(ReadOnlyMemory<byte> compressed)
    {
        using var source = MemoryMarshal.TryGetArray(compressed, out var lent)
            ? new MemoryStream(lent.Array!, lent.Offset, lent.Count, writable: false)
            : new MemoryStream(compressed.ToArray(), writable: false);
        using var inflated = new ZLibStream(source, CompressionMode.Decompress);
        Span<byte> buffer = stackalloc byte[BufferBytes];
        try
        {
            var total = 0;
            for (int read; (read = inflated.Read(buffer)) > 0;)
            {
                total += read;
                if (total > StructureLimits.ProfileBytes)
                    return false;
            }

            return total > 0;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
