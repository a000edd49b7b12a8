using System.IO.Compression;
using System.Runtime.InteropServices;

namespace RenderStudio.Core.Imaging.Structure;

/// <summary>
/// The colour profile of a PNG is compressed, and its length cannot be told without inflating it. One so small that it
/// cannot reach the limit is kept unread, as usual ones are; one of more than a megabyte, which no screen has, is not.
/// What lies between is inflated here, to nowhere, for one byte more than the limit at most: some milliseconds, and a
/// buffer of 16 kB.
/// </summary>
internal static class PngProfile
{
    private const int LongestName = 80, BufferBytes = 16 * 1024, MostCompressed = 1024 * 1024;

    /// <summary>Bytes that a byte of deflate gives at most. https://zlib.net/zlib_tech.html</summary>
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
