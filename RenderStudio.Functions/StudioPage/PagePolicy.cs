using Azure.Storage.Blobs;
using Microsoft.Extensions.Options;

namespace RenderStudio.Functions.StudioPage;

/// <summary>
/// What the page may do in the browser: run its own scripts and styles, none of them inline; show pictures of the
/// storage account, to which signed links lead; call the app, the storage account and the issuer.
/// </summary>
public sealed class PagePolicy(BlobServiceClient storage, IOptions<PageOptions> options)
{
    private const string NoDevices = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

    private readonly Lazy<string> content = new(() => Content(OriginOf(storage.Uri), options.Value));

    public void AddTo(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = content.Value;
        response.Headers["Permissions-Policy"] = NoDevices;
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    private static string Content(string storage, PageOptions options)
    {
        var issuer = options.SignIn == PageOptions.Oidc ? $" {OriginOf(new(options.Authority))}" : "";
        return "default-src 'none'; script-src 'self'; style-src 'self'; "
            + $"img-src 'self' blob: {storage}; connect-src 'self' {storage}{issuer}; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            // Lit writes its constant templates through this policy; no other text becomes markup.
            + "require-trusted-types-for 'script'; trusted-types lit-html";
    }

    private static string OriginOf(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
