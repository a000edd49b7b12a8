using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Functions.StudioPage;

public sealed class PageOptions
{
    public const string Section = "Page";

    public const string Local = "local", Oidc = "oidc";

    /// <summary>
    /// How users of the studio page sign in: not at all, by the tokens of the local studio, or at an OpenID Connect
    /// issuer.
    /// </summary>
    [AllowedValues("none", Local, Oidc)]
    public string SignIn { get; set; } = "none";

    /// <summary>The issuer whose access tokens the app accepts; only for <c>oidc</c>.</summary>
    public string Authority { get; set; } = "";

    /// <summary>The public client that the page is registered as at the issuer; only for <c>oidc</c>.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The scopes that the page requests, separated by spaces; only for <c>oidc</c>.</summary>
    public string Scope { get; set; } = "openid";
}

[OptionsValidator]
internal sealed partial class PageOptionsValidator : IValidateOptions<PageOptions>;

internal sealed class PageSignInValidator(IHostEnvironment environment) : IValidateOptions<PageOptions>
{
    public ValidateOptionsResult Validate(string? name, PageOptions options) => options.SignIn switch
    {
        PageOptions.Local when !environment.IsDevelopment() =>
            ValidateOptionsResult.Fail("Page:SignIn can be 'local' only in Development."),
        PageOptions.Oidc when !IsAddress(options.Authority) => ValidateOptionsResult.Fail(
            "Page:Authority must be the address of the issuer, such as https://id.example.com; http is allowed only "
            + "in Development."),
        PageOptions.Oidc when options.ClientId == "" =>
            ValidateOptionsResult.Fail("Page:ClientId is required when Page:SignIn is 'oidc'."),
        _ => ValidateOptionsResult.Success,
    };

    private bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.UserInfo == ""
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && environment.IsDevelopment()));
}
