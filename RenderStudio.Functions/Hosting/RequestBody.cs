using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using RenderStudio.Core;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Reads bodies up to a limit, into memory that the request reserves before allocating it. A body above the limit is
/// rejected before it is read completely; Kestrel then discards the rest for a few seconds, so that a client that is
/// still sending receives the response.
/// </summary>
public static class RequestBody
{
    // Below the threshold of the large object heap, which is rarely collected.
    private const int PieceBytes = 64 * 1024;

    public static Problem TooLarge { get; } =
        new(ProblemCode.BodyTooLarge, "The body or one of its parts exceeds the size limit.");

    public static Problem Empty { get; } = new(ProblemCode.InvalidJson, "The body is empty.");

    /// <summary>Whether the request has no body, or an empty one.</summary>
    public static bool HasNoBody(this HttpContext context) => context.Request.ContentLength == 0
        || context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };

    /// <summary>
    /// Whether Content-Length is greater than <paramref name="bytes"/>. False for a chunked body.
    /// </summary>
    public static bool AnnouncesMoreThan(this HttpRequest request, long bytes) => request.ContentLength > bytes;

    /// <summary>Reads the whole body.</summary>
    public static async Task<Result<ReadOnlyMemory<byte>>> ReadBodyAsync(this HttpContext context, int atMost)
    {
        if (context.Request.AnnouncesMoreThan(atMost))
            return TooLarge;
        return await context.Request.Body.ReadAtMostAsync(
            atMost, context.Request.ContentLength + 1, context.BodyClaim(), context.RequestAborted);
    }

    /// <summary>Reads and discards the body.</summary>
    /// <returns>False when the body has more than <paramref name="atMost"/> bytes; the rest is not read.</returns>
    public static async Task<bool> SkipBodyAsync(this HttpContext context, int atMost)
    {
        if (context.Request.AnnouncesMoreThan(atMost))
            return false;
        var (body, length) = (context.Request.BodyReader, 0L);
        ReadResult read;
        do
        {
            read = await body.ReadAsync(context.RequestAborted);
            length += read.Buffer.Length;
            body.AdvanceTo(read.Buffer.End);
        }
        while (!read.IsCompleted && length <= atMost);
        return length <= atMost;
    }

    /// <summary>Reads the rest of a stream, which may have at most <paramref name="atMost"/> bytes.</summary>
    /// <param name="expected">
    /// A number greater than the length of the stream, derived from Content-Length; null when it is unknown.
    /// </param>
    public static async Task<Result<ReadOnlyMemory<byte>>> ReadAtMostAsync(
        this Stream stream, int atMost, long? expected, BodyClaim memory, CancellationToken ct)
    {
        var size = (int)Math.Min(Math.Min(PieceBytes, expected ?? PieceBytes), atMost + 1L);
        if (!memory.TryTake(size))
            return BodyMemory.Full;
        var first = new byte[size];
        var length = await FillAsync(stream, first, ct);
        if (length > atMost)
            return TooLarge;
        if (length < size)
            return (ReadOnlyMemory<byte>)first.AsMemory(0, length);
        return memory.HasOwner && expected > size
            ? await ReadAnnouncedAsync(stream, first, (int)Math.Min(expected.Value, atMost + 1L), memory, ct)
            : await ReadPiecesAsync(stream, first, atMost, memory, ct);
    }

    /// <summary>
    /// Reads an owner's body of known length into one buffer. The buffer is allocated only after the first piece has
    /// arrived.
    /// </summary>
    private static async Task<Result<ReadOnlyMemory<byte>>> ReadAnnouncedAsync(
        Stream stream, byte[] first, int size, BodyClaim memory, CancellationToken ct)
    {
        if (!memory.TryTake(size))
            return BodyMemory.Full;
        var bytes = new byte[size];
        first.CopyTo(bytes, 0);
        memory.GiveBack(first.Length);
        var length = first.Length + await FillAsync(stream, bytes.AsMemory(first.Length), ct);
        return length < size ? (ReadOnlyMemory<byte>)bytes.AsMemory(0, length) : TooLarge;
    }

    /// <summary>
    /// Reads the body of an unauthenticated client, or a body of unknown length: allocates memory only for the bytes
    /// that have arrived.
    /// </summary>
    private static async Task<Result<ReadOnlyMemory<byte>>> ReadPiecesAsync(
        Stream stream, byte[] first, int atMost, BodyClaim memory, CancellationToken ct)
    {
        List<byte[]> pieces = [first];
        var (length, read) = (first.Length, PieceBytes);
        while (read == PieceBytes)
        {
            if (!memory.TryTake(PieceBytes))
                return BodyMemory.Full;
            pieces.Add(new byte[PieceBytes]);
            read = await FillAsync(stream, pieces[^1], ct);
            length += read;
            if (length > atMost)
                return TooLarge;
        }

        if (!memory.TryTake(length))
            return BodyMemory.Full;
        var bytes = Join(pieces, length);
        memory.GiveBack(pieces.Sum(piece => piece.Length));
        return (ReadOnlyMemory<byte>)bytes;
    }

    private static byte[] Join(List<byte[]> pieces, int length)
    {
        var (bytes, at) = (new byte[length], 0);
        foreach (var piece in pieces)
        {
            var part = Math.Min(piece.Length, length - at);
            piece.AsSpan(0, part).CopyTo(bytes.AsSpan(at));
            at += part;
        }

        return bytes;
    }

    private static async Task<int> FillAsync(Stream stream, Memory<byte> buffer, CancellationToken ct) =>
        await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
}
