using Microsoft.Extensions.Options;
using RenderStudio.Core.Blobs;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Headers of every response that restrict what a browser does with it. An endpoint whose response needs other values
/// replaces them: public files may be shown by other sites, and the pages of the API reference run their own scripts.
/// </summary>
public sealed class SecurityHeaders(IOptions<PublicAddressOptions> address)
{
    // JSON and files are not pages, so they load and run nothing.
    private const string NothingAllowed = "default-src 'none'; frame-ancestors 'none'";

    private const string OneYear = "max-age=31536000";

    // A browser ignores the header in a response over http, so the public address alone decides.
    private readonly Lazy<bool> isHttps = new(() =>
        address.Value.PublicBaseUrl.StartsWith("https://", StringComparison.OrdinalIgnoreCase));

    public void AddTo(HttpResponse response)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = NothingAllowed;
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (isHttps.Value)
            response.Headers.StrictTransportSecurity = OneYear;
    }
}
