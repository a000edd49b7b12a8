using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.Assets;

/// <summary>Streams a public file or the part of it that is asked for, or says that the caller's copy is good.</summary>
public sealed class PublicFileAnswer(PublicFile file) : IResult
{
    private const int BufferSize = 128 * 1024;
    private const int FewestVersionDigits = 8;
    private const string KeepForever = "public, max-age=31536000, immutable";
    private const string AskEachTime = "public, no-cache";

    private readonly EntityTagHeaderValue tag = new($"\"{file.Sha256}\"");

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Request.GetTypedHeaders();
        if (IsKnown(headers))
            Describe(httpContext, StatusCodes.Status304NotModified);
        else if (ByteRange.Of(headers, file.Bytes, tag) is not { } range)
            Refuse(httpContext);
        else if (HttpMethods.IsHead(httpContext.Request.Method))
            Describe(httpContext, range);
        else
            await StreamAsync(httpContext, range);
    }

    private bool IsKnown(RequestHeaders headers) =>
        headers.IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, false));

    private async Task StreamAsync(HttpContext context, ByteRange range)
    {
        var blobs = context.RequestServices.GetRequiredService<BlobFiles>();
        await using var content = await blobs.OpenAsync(
            StudioContainers.Public, file.Path, context.RequestAborted, range.From, range.Length);
        if (content is null) // the row is public, but this file is still on its way
        {
            await HttpContract.Nothing.ToResponse().ExecuteAsync(context);
            return;
        }

        Describe(context, range);
        await content.CopyToAsync(context.Response.Body, BufferSize, context.RequestAborted);
    }

    private void Describe(HttpContext context, ByteRange range)
    {
        Describe(context, range.IsPart ? StatusCodes.Status206PartialContent : StatusCodes.Status200OK);
        context.Response.ContentType = file.ContentType;
        context.Response.ContentLength = range.Length;
        if (range.IsPart)
            context.Response.Headers.ContentRange = $"bytes {range.From}-{range.From + range.Length - 1}/{file.Bytes}";
    }

    private void Refuse(HttpContext context)
    {
        Describe(context, StatusCodes.Status416RangeNotSatisfiable);
        context.Response.Headers.ContentRange = $"bytes */{file.Bytes}";
    }

    private void Describe(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        var headers = context.Response.Headers;
        headers.ETag = tag.ToString();
        headers.CacheControl = IsNamed(context.Request.Query["v"]) ? KeepForever : AskEachTime;
        headers.AcceptRanges = "bytes";
        headers.XContentTypeOptions = "nosniff";
        headers.AccessControlAllowOrigin = "*"; // for all alike, so that caches keep one answer
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
    }

    /// <summary>Whether the address names this content, so that it can never mean another.</summary>
    private bool IsNamed(string? version) =>
        version is { Length: >= FewestVersionDigits } && file.Sha256.StartsWith(version, StringComparison.Ordinal);
}
