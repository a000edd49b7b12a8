using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace RenderStudio.Functions.Hosting;

/// <summary>Evaluates the header <c>If-None-Match</c> (RFC 9110, section 13.1.2).</summary>
public static class IfNoneMatch
{
    /// <summary>
    /// Whether the client has the current representation, so that the response is 304: the header is <c>*</c>, or
    /// its list contains the tag by weak comparison. Malformed list items are ignored.
    /// </summary>
    /// <param name="etag">The entity tag of the current representation, with quotes.</param>
    public static bool Matches(HttpRequest request, string etag) => Matches(request.GetTypedHeaders(), new(etag));

    /// <inheritdoc cref="Matches(HttpRequest, string)"/>
    public static bool Matches(RequestHeaders headers, EntityTagHeaderValue etag) =>
        headers.IfNoneMatch.Any(known =>
            known.Equals(EntityTagHeaderValue.Any) || known.Compare(etag, useStrongComparison: false));
}
