using Microsoft.Net.Http.Headers;
using RenderStudio.Core;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.Assets;

/// <summary>
/// Streams a public file or the requested range, or returns 304 when the client's copy is current.
/// </summary>
public sealed class PublicFileResponse(PublicFile file) : IResult
{
    private const int BufferSize = 128 * 1024;
    private const int FewestVersionDigits = 8;
    private const string Immutable = "public, max-age=31536000, immutable";
    private const string Revalidate = "public, no-cache";

    private readonly EntityTagHeaderValue tag = new($"\"{file.Sha256}\"");

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Request.GetTypedHeaders();
        if (IfNoneMatch.Matches(headers, tag))
            Describe(httpContext, StatusCodes.Status304NotModified);
        else if (ByteRange.Of(headers, file.Bytes, tag) is not { } range)
            await RejectRangeAsync(httpContext);
        else if (HttpMethods.IsHead(httpContext.Request.Method))
            await DescribeAsync(httpContext, range);
        else
            await StreamAsync(httpContext, range);
    }

    private async Task DescribeAsync(HttpContext context, ByteRange range)
    {
        if (await Blobs(context).ExistsAsync(StudioContainers.Public, file.Path, context.RequestAborted))
            Describe(context, range);
        else
            await RespondNotFoundAsync(context);
    }

    private async Task StreamAsync(HttpContext context, ByteRange range)
    {
        await using var content = await Blobs(context).OpenAsync(
            StudioContainers.Public, file.Path, context.RequestAborted, range.From, range.Length);
        if (content is null)
        {
            await RespondNotFoundAsync(context);
            return;
        }

        Describe(context, range);
        await content.CopyToAsync(context.Response.Body, BufferSize, context.RequestAborted);
    }

    private static BlobFiles Blobs(HttpContext context) => context.RequestServices.GetRequiredService<BlobFiles>();

    /// <summary>The row is public, but the pending move of this file is not complete.</summary>
    private static Task RespondNotFoundAsync(HttpContext context) =>
        UnknownPaths.Problem.ToResponse().ExecuteAsync(context);

    private void Describe(HttpContext context, ByteRange range)
    {
        Describe(context, range.IsPart ? StatusCodes.Status206PartialContent : StatusCodes.Status200OK);
        context.Response.ContentType = file.ContentType;
        context.Response.ContentLength = range.Length;
        if (range.IsPart)
            context.Response.Headers.ContentRange = $"bytes {range.From}-{range.From + range.Length - 1}/{file.Bytes}";
    }

    private Task RejectRangeAsync(HttpContext context)
    {
        Describe(context, StatusCodes.Status416RangeNotSatisfiable);
        context.Response.Headers.ContentRange = $"bytes */{file.Bytes}";
        return new Problem(ProblemCode.RangeNotSatisfiable, $"The file has {file.Bytes} bytes and no such range.")
            .ToResponse().ExecuteAsync(context);
    }

    private void Describe(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        var headers = context.Response.Headers;
        headers.ETag = tag.ToString();
        headers.CacheControl = IsVersion(context.Request.Query["v"]) ? Immutable : Revalidate;
        headers.AcceptRanges = "bytes";
        headers.AccessControlAllowOrigin = "*"; // The same value for all origins, so that caches store one response.
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
    }

    /// <summary>
    /// Whether the version in the address identifies this content, so that a cache may keep the response.
    /// </summary>
    private bool IsVersion(string? version) =>
        version is { Length: >= FewestVersionDigits } && file.Sha256.StartsWith(version, StringComparison.Ordinal);
}
