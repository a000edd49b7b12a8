using System.Security.Claims;
using Microsoft.Extensions.Options;
using RenderStudio.Core;
using RenderStudio.Core.Blobs;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.Identity;

/// <summary>
/// Rejects changes that a page of another site requests with the cookie of App Service authentication, which the
/// browser sends by itself. Tokens and API keys are sent by the page, so they need no such check.
/// </summary>
public sealed class RequestOrigin(IOptions<HttpOptions> http, IOptions<PublicAddressOptions> address)
{
    // https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header: no page can set this header.
    private const string FetchSite = "Sec-Fetch-Site", SameOrigin = "same-origin", NoSite = "none";

    // A long session is divided between cookies whose names begin so.
    private const string SessionCookie = "AppServiceAuthSession";

    private readonly HashSet<string> allowed =
        [.. http.Value.AllowedOrigins, new Uri(address.Value.PublicBaseUrl).GetLeftPart(UriPartial.Authority)];

    private static Problem Rejected { get; } = new(
        ProblemCode.OriginRejected, "A page of another origin cannot request changes with the cookie of a sign-in.");

    /// <returns>Null for a request that its caller made, and for one that changes nothing.</returns>
    public Problem? Reject(HttpRequest request, ClaimsPrincipal principal) =>
        principal.Identity?.AuthenticationType != AuthenticationSchemes.AppService
        || !IsChange(request.Method) || IsOfCaller(request.Headers) ? null : Rejected;

    public static bool IsChange(string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method)
        && !HttpMethods.IsTrace(method);

    private bool IsOfCaller(IHeaderDictionary headers)
    {
        // The app can have host names that the settings do not contain.
        if (headers[FetchSite] is [SameOrigin])
            return true;
        if (headers.Origin.Count > 0)
            return headers.Origin is [{ } origin] && allowed.Contains(origin);
        // A browser sends Origin with each change. Without it the client is a program with a token, which may keep
        // cookies of load balancers, but has no session.
        return headers[FetchSite] is [] or [NoSite] && !HasSession(headers);
    }

    // Searches the text of the header, because parsers of cookies differ in malformed ones.
    private static bool HasSession(IHeaderDictionary headers) => headers.Cookie.Any(
        cookies => cookies?.Contains(SessionCookie, StringComparison.OrdinalIgnoreCase) == true);
}
