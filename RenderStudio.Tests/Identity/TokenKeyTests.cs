using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using RenderStudio.Core.Identity;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Identity;

/// <summary>The validation of issuers and keys at start-up.</summary>
public sealed class TokenKeyTests
{
    [Fact]
    public void Weak_and_unsuitable_keys_are_rejected_at_startup()
    {
        using var rsa = RSA.Create(1024);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var failures = Validator(Environments.Production).Validate(null, new()
        {
            Issuer = "a",
            Audience = "b",
            Keys =
            [
                new() { Id = "short", Algorithm = "HS256", Secret = Convert.ToBase64String(new byte[31]) },
                new() { Id = "small", Algorithm = "RS256", PublicKeyPem = rsa.ExportSubjectPublicKeyInfoPem() },
                new() { Id = "curve", Algorithm = "ES256", PublicKeyPem = curve.ExportSubjectPublicKeyInfoPem() },
                new() { Id = "swapped", Algorithm = "ES256", PublicKeyPem = rsa.ExportSubjectPublicKeyInfoPem() },
                new() { Id = "none", Algorithm = "none" },
                new() { Id = "none", Algorithm = "HS256", Secret = "%%%" },
            ],
        }).Failures!;

        Assert.Equal(7, failures.Count()); // one for each key, and one for the duplicate Id
    }

    [Theory]
    [InlineData("https://login.example.com/tenant/v2.0", "Production", true)]
    [InlineData("https://127.0.0.1:8443", "Production", true)]
    [InlineData("http://login.example.com", "Production", false)]
    [InlineData("http://login.example.com", "Development", false)]
    [InlineData("http://127.0.0.1:7074", "Development", true)]
    [InlineData("http://localhost:7074", "Development", true)]
    [InlineData("http://127.0.0.1:7074", "Production", false)]
    [InlineData("https://login.example.com/?tenant=a", "Production", false)]
    [InlineData("https://user:secret@login.example.com", "Production", false)]
    [InlineData("login.example.com", "Production", false)]
    [InlineData("file:///etc/passwd", "Development", false)]
    public void An_authority_is_an_https_address_or_in_Development_this_machine(
        string authority, string environment, bool valid) =>
        Assert.Equal(valid, Failures(environment, new() { Authority = authority, Audience = "a" }).Count == 0);

    [Theory]
    [InlineData("Production", 1)]
    [InlineData("Staging", 1)]
    [InlineData("Development", 0)]
    public void The_issuer_of_the_local_studio_is_refused_outside_Development(string environment, int failures)
    {
        var refused = Failures(environment, new()
        {
            Audience = "a",
            Issuers = [new() { Issuer = "render-studio-local", Keys = [TestValidator.SharedSecret] }],
        });

        Assert.Equal(failures, refused.Count);
        Assert.All(refused, sentence => Assert.StartsWith("Identity:Issuers:0:Issuer names", sentence));
    }

    [Theory]
    [InlineData("erased")]
    [InlineData("app-service:aad:11111111-1111-1111-1111-111111111111")]
    public void The_issuer_of_other_subjects_is_refused(string issuer) => Assert.Equal(
        ["Identity:Issuer is reserved."],
        Failures(Environments.Production, new()
        {
            Issuer = issuer,
            Audience = "a",
            Keys = [TestValidator.SharedSecret],
        }));

    [Fact]
    public void Every_incomplete_issuer_is_named()
    {
        var failures = Failures(Environments.Production, new()
        {
            Authority = "https://a.example.com/",
            AdminSubjects = ["no-subject", "issuer subject with spaces"],
            Issuers =
            [
                new() { Authority = "https://a.example.com", Audience = "b" },
                new() { Authority = "https://b.example.com", Audience = "b", Keys = [TestValidator.SharedSecret] },
                new() { Issuer = "c", Audience = "c" },
            ],
        });

        Assert.Equal(
            [
                "Identity:Audience is required.", "Identity:Issuers:1:Issuer is required.",
                "Identity:Issuers:2:Keys requires at least one key, or Identity:Issuers:2:Authority an address.",
                "Identity:AdminSubjects:0 takes an issuer and a subject, separated by a space.",
                "Identity:Issuers contains an issuer twice.",
            ],
            failures);
    }

    [Theory]
    [InlineData("https://a.example.com", "https://a.example.com/")]
    [InlineData(" https://a.example.com/", "https://a.example.com\t")]
    [InlineData("urn:a", "urn:a ")]
    public void An_issuer_is_found_twice_whatever_spaces_and_slash_surround_it(string first, string second) =>
        Assert.Equal(["Identity:Issuers contains an issuer twice."], Failures(Environments.Production, new()
        {
            Audience = "a",
            Issuers =
            [
                new() { Issuer = first, Keys = [TestValidator.SharedSecret] },
                new() { Issuer = second, Keys = [TestValidator.SharedSecret] },
            ],
        }));

    [Fact]
    public async Task Spaces_around_the_names_of_an_issuer_do_not_matter()
    {
        var validator = TestValidator.Create(NullLoggerFactory.Instance, TimeProvider.System, new()
        {
            Issuer = $" {TestTokens.Issuer}\n",
            Audience = $"{TestTokens.Audience} ",
            RoleClaim = " roles",
            Keys = [TestValidator.SharedSecret],
        });

        var valid = (await validator.ValidateAsync(TestTokens.Hs256(new() { ["roles"] = "admin" }))).Value;

        Assert.Equal(new TokenSubject(TestTokens.Issuer, "an-owner", IsAdmin: true), valid?.Subject);
    }

    [Fact]
    public void Role_claims_and_issuers_of_roles_that_have_no_effect_are_refused() => Assert.Equal(
        [
            "Identity:AppServiceRoleIssuers takes issuers of App Service authentication, such as app-service:google.",
            "Identity:RoleClaim has no issuer; Identity:Issuers:0:RoleClaim is that of a further issuer.",
        ],
        Failures(Environments.Production, new()
        {
            Audience = "a",
            RoleClaim = "roles",
            AppServiceRoleIssuers = ["google", "app-service:google"],
            Issuers = [new() { Issuer = "b", Keys = [TestValidator.SharedSecret] }],
        }));

    private static List<string> Failures(string environment, IdentityOptions options) =>
        [.. Validator(environment).Validate(null, options).Failures ?? []];

    private static IdentityOptionsValidator Validator(string environment) =>
        new(new HostingEnvironment { EnvironmentName = environment });
}
