using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace RenderStudio.Core.Database;

/// <summary>A keyset cursor: the time and id of the last row of a page, encoded as an opaque string.</summary>
public sealed record Keyset(DateTime At, Guid Id)
{
    private const int Length = 8 + 16;

    public string ToCursor()
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, At.Ticks);
        Id.TryWriteBytes(bytes[8..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <returns>Null when the text is not a valid cursor.</returns>
    public static Keyset? TryRead(string cursor)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (cursor.Length != Base64Url.GetEncodedLength(Length)
            || Base64Url.DecodeFromChars(cursor, bytes, out _, out var written) != OperationStatus.Done
            || written != Length)
            return null;
        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks
            ? null
            : new(new DateTime(ticks, DateTimeKind.Utc), new Guid(bytes[8..]));
    }
}
