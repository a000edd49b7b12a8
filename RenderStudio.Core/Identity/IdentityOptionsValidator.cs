using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Identity;

/// <summary>Prevents start-up with issuers and keys that cannot protect anything.</summary>
internal sealed class IdentityOptionsValidator(IHostEnvironment environment) : IValidateOptions<IdentityOptions>
{
    public ValidateOptionsResult Validate(string? name, IdentityOptions options)
    {
        var issuers = options.AllIssuers().ToList();
        List<string> failures =
        [
            .. issuers.SelectMany(named => FailuresOf(named.Name, named.Issuer)),
            .. options.AdminSubjects.Index().Where(admin => admin.Item.Trim().Split(' ', 2) is not [_, _]).Select(
                admin => $"Identity:AdminSubjects:{admin.Index} takes an issuer and a subject, separated by a space."),
            .. options.AppServiceRoleIssuers.Where(issuer => !TokenSubject.IsPlatform(issuer.Trim())).Select(_ =>
                "Identity:AppServiceRoleIssuers takes issuers of App Service authentication, such as "
                + "app-service:google."),
        ];
        if (options.RoleClaim != "" && !options.NamesIssuer)
            failures.Add("Identity:RoleClaim has no issuer; Identity:Issuers:0:RoleClaim is that of a further issuer.");
        var names = issuers.Select(named => NameOf(named.Issuer)).ToList();
        if (names.Distinct().Count() < names.Count)
            failures.Add("Identity:Issuers contains an issuer twice.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    // Two entries that differ only in the slash at the end describe one issuer.
    private static string NameOf(IssuerOptions issuer) =>
        (issuer.Issuer == "" ? issuer.Authority : issuer.Issuer).TrimEnd('/');

    private IEnumerable<string> FailuresOf(string name, IssuerOptions issuer) =>
    [
        .. IssuerFailures(name, issuer), .. AuthorityFailures(name, issuer.Authority), .. KeyFailures(name, issuer),
    ];

    private IEnumerable<string> IssuerFailures(string name, IssuerOptions issuer)
    {
        if (issuer.Issuer == "" && (issuer.Authority == "" || issuer.Keys.Count > 0))
            yield return $"{name}:Issuer is required.";
        if (issuer.Issuer == IdentityOptions.DevelopmentIssuer && !environment.IsDevelopment())
            yield return $"{name}:Issuer names the issuer of the local studio, which is allowed only in Development.";
        if (TokenSubject.IsReserved(issuer.Issuer))
            yield return $"{name}:Issuer is reserved.";
        if (issuer.Audience == "")
            yield return $"{name}:Audience is required.";
    }

    private IEnumerable<string> AuthorityFailures(string name, string authority)
    {
        if (authority != "" && !IsAddress(authority))
            yield return $"{name}:Authority must be an https address without a query; in Development http is allowed "
                + "for this machine.";
    }

    private bool IsAddress(string authority) =>
        Uri.TryCreate(authority, UriKind.Absolute, out var uri) && uri is { Query: "", Fragment: "", UserInfo: "" }
        && AuthorityDocuments.Admits(uri, environment);

    private static IEnumerable<string> KeyFailures(string name, IssuerOptions issuer)
    {
        if (issuer.Keys.Count == 0 && issuer.Authority == "")
            yield return $"{name}:Keys requires at least one key, or {name}:Authority an address.";
        if (issuer.Keys.Select(key => key.Id).Distinct().Count() < issuer.Keys.Count)
            yield return $"{name}:Keys contains a duplicate Id.";
        for (var i = 0; i < issuer.Keys.Count; i++)
        {
            if (ErrorOf(issuer.Keys[i]) is { } error)
                yield return $"{name}:Keys:{i} {error}";
        }
    }

    private static string? ErrorOf(IdentityKeyOptions key)
    {
        if (key.Id == "")
            return "requires an Id.";
        try
        {
            return KeyMaterial.Read(key).Weakness;
        }
        catch (Exception unusable) when (unusable is ArgumentException or FormatException or CryptographicException)
        {
            return "requires Algorithm HS256 with a base64 Secret, or RS256 or ES256 with a PublicKeyPem.";
        }
    }
}
