using System.Security.Claims;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
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
    private const string FetchSite = "Sec-Fetch-Site";

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

    // A browser sends Origin with each change. Without it the client is a program, which has a token and no cookie.
    private bool IsOfCaller(IHeaderDictionary headers) => headers.Origin.Count > 0
        ? headers.Origin is [{ } origin] && allowed.Contains(origin)
        : !headers.ContainsKey(FetchSite) && !headers.ContainsKey(HeaderNames.Cookie);
}
