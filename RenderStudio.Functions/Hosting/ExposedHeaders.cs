using Microsoft.Net.Http.Headers;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// The response headers that pages of other origins can read, in addition to those that CORS always allows, such as
/// Content-Type.
/// </summary>
public static class ExposedHeaders
{
    public static IReadOnlyList<string> All { get; } =
    [
        HeaderNames.AcceptEncoding, HeaderNames.AcceptRanges, HeaderNames.Allow, HeaderNames.ContentDisposition,
        HeaderNames.ContentRange, HeaderNames.ETag, HeaderNames.Location, "Preference-Applied", "RateLimit",
        "RateLimit-Policy", HeaderNames.RetryAfter, HeaderNames.WWWAuthenticate,
    ];
}
