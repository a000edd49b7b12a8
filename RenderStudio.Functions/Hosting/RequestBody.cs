using Microsoft.AspNetCore.Http.Features;

namespace RenderStudio.Functions.Hosting;

public static class RequestBody
{
    /// <summary>
    /// Ends the request as too large when it promises more bytes, or as soon as more have come. What is left is not read.
    /// </summary>
    public static void LimitBody(this HttpContext context, long bytes) =>
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = bytes;

    /// <summary>The whole body, byte for byte.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(this HttpContext context, long atMost)
    {
        context.LimitBody(atMost);
        using var bytes = new MemoryStream((int)Math.Min(context.Request.ContentLength ?? 0, atMost));
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    /// <summary>The rest of a part of a body; null when it has more than <paramref name="atMost"/> bytes.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAtMostAsync(this Stream part, int atMost, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await part.ReadAsync(buffer, ct)) > 0)
        {
            if (bytes.Length + read > atMost)
                return null;
            bytes.Write(buffer, 0, read);
        }

        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }
}
