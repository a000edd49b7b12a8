using RenderStudio.Core;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Reads bodies up to a limit. What goes beyond is refused before it is read; Kestrel then throws the rest away for a
/// few seconds, so that the caller, who is still sending, gets to read the answer.
/// </summary>
public static class RequestBody
{
    private const int BufferSize = 64 * 1024;

    public static Problem TooLarge { get; } =
        new(ProblemCode.BodyTooLarge, "The body, or a part of it, is larger than this address accepts.");

    /// <summary>
    /// Whether the caller announces more than <paramref name="bytes"/>. A chunked body announces nothing.
    /// </summary>
    public static bool AnnouncesMoreThan(this HttpRequest request, long bytes) => request.ContentLength > bytes;

    /// <summary>The whole body, byte for byte.</summary>
    public static async Task<Result<ReadOnlyMemory<byte>>> ReadBodyAsync(this HttpContext context, int atMost)
    {
        if (context.Request.AnnouncesMoreThan(atMost))
            return TooLarge;
        var body = await context.Request.Body.ReadAtMostAsync(
            atMost, context.Request.ContentLength + 1, context.RequestAborted);
        return body is { } bytes ? bytes : TooLarge;
    }

    /// <summary>The rest of a stream; null when it has more than <paramref name="atMost"/> bytes.</summary>
    /// <param name="expected">How many it probably has; null when nobody said.</param>
    public static async Task<ReadOnlyMemory<byte>?> ReadAtMostAsync(
        this Stream stream, int atMost, long? expected, CancellationToken ct)
    {
        var bytes = new byte[Math.Min(BufferSize, atMost + 1)];
        var length = 0;
        int read;
        while ((read = await stream.ReadAsync(bytes.AsMemory(length), ct)) > 0)
        {
            length += read;
            if (length > atMost)
                return null;
            if (length == bytes.Length)
                Array.Resize(ref bytes, Larger(length, expected, atMost));
        }

        return bytes.AsMemory(0, length);
    }

    // What is announced costs nothing before the first part of it has come; then it is held once and never copied.
    private static int Larger(int length, long? expected, int atMost) =>
        (int)Math.Min(Math.Max(expected ?? 0, 2L * length), atMost + 1L);
}
