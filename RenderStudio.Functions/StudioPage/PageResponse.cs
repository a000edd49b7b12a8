using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.StudioPage;

/// <summary>
/// Sends a file of the page, compressed if the client accepts it, or 304 when the client's copy is current.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="isImmutable">Whether the address names the content, so that a cache never asks again.</param>
public sealed class PageResponse(PageFile file, bool isImmutable) : IResult
{
    private const string Brotli = "br";
    private const string Immutable = "public, max-age=31536000, immutable";
    private const string Revalidate = "public, no-cache";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Request.GetTypedHeaders();
        var compressed = AcceptsBrotli(headers) ? file.Compressed : null;
        // Two encodings are two representations (RFC 9110, section 8.8.3.3).
        var tag = new EntityTagHeaderValue($"\"{file.Hash}{(compressed is null ? "" : $"-{Brotli}")}\"");
        var response = httpContext.Response;
        response.Headers.ETag = tag.ToString();
        response.Headers.CacheControl = isImmutable ? Immutable : Revalidate;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (IfNoneMatch.Matches(headers, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return SendAsync(httpContext, compressed);
    }

    private Task SendAsync(HttpContext context, string? compressed)
    {
        var path = compressed ?? file.Path;
        context.Response.ContentType = file.ContentType;
        context.Response.ContentLength = new FileInfo(path).Length;
        if (compressed is not null)
            context.Response.Headers.ContentEncoding = Brotli;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.SendFileAsync(path, context.RequestAborted);
    }

    /// <summary>The rules of RFC 9110, section 12.5.3: the encoding itself counts before <c>*</c>.</summary>
    private static bool AcceptsBrotli(RequestHeaders headers)
    {
        var encodings = headers.AcceptEncoding;
        var named = encodings.FirstOrDefault(one => one.Value.Equals(Brotli, StringComparison.OrdinalIgnoreCase))
            ?? encodings.FirstOrDefault(one => one.Value == "*");
        return named is not null && named.Quality is not 0;
    }
}
