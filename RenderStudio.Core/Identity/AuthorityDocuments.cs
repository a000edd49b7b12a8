using Microsoft.Extensions.Hosting;

namespace RenderStudio.Core.Identity;

/// <summary>
/// Reads the metadata and the keys of an OpenID Connect issuer over https. Redirects are not followed; the client
/// limits size and time.
/// </summary>
internal sealed class AuthorityDocuments(HttpClient http, IHostEnvironment environment)
{
    /// <summary>In Development, http is allowed for this machine.</summary>
    public static bool Admits(Uri address, IHostEnvironment environment) =>
        address.Scheme == Uri.UriSchemeHttps
        || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback && environment.IsDevelopment());

    /// <exception cref="HttpRequestException">The issuer does not answer, or not with the document.</exception>
    public Task<string> ReadAsync(string? address, CancellationToken ct) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && Admits(uri, environment)
            ? http.GetStringAsync(uri, ct)
            : throw new HttpRequestException("The address of a document is not an https address.");
}
