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
        var body = await context.Request.Body.ReadAtMostAsync(atMost, context.RequestAborted);
        return body is { } bytes ? bytes : TooLarge;
    }

    /// <summary>The rest of a stream; null when it has more than <paramref name="atMost"/> bytes.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAtMostAsync(
        this Stream stream, int atMost, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[Math.Min(BufferSize, atMost)];
        int read;
        while ((read = await stream.ReadAsync(buffer, ct)) > 0)
        {
            if (bytes.Length + read > atMost)
                return null;
            bytes.Write(buffer, 0, read);
        }

        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }
}
