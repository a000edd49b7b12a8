using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using RenderStudio.Core;
using RenderStudio.Core.Identity;
using RenderStudio.Testing.App;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Identity;

/// <summary>What an issuer publishes, and what is not accepted of it.</summary>
public sealed class PublishedKeysTests
{
    private const string Authority = "https://login.example.com/tenant";

    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly RSA Weak = RSA.Create(1024);
    private static readonly ECDsa Ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private readonly FixedClock clock = new(TestValidator.Now);

    [Fact]
    public async Task A_key_without_an_algorithm_has_the_usual_one_of_its_type()
    {
        var issuer = new Issuer(Jwk(Rsa, "a"), Jwk(Ecdsa, "b"));

        Assert.True(await AcceptsAsync(issuer, Rs256("a")));
        Assert.True(await AcceptsAsync(issuer, Es256("b")));
        Assert.False(await AcceptsAsync(issuer, Rs256("b")));
        Assert.False(await AcceptsAsync(issuer, Es256("a")));
        Assert.False(await AcceptsAsync(issuer, Rs256("a", "RS512")));
        Assert.False(await AcceptsAsync(issuer, Hs256("a", Rsa.ExportSubjectPublicKeyInfo())));
    }

    [Fact]
    public async Task A_token_without_a_key_id_is_accepted_only_with_one_key()
    {
        Assert.True(await AcceptsAsync(new(Jwk(Rsa, "a")), Rs256(null)));
        Assert.True(await AcceptsAsync(new(Jwk(Rsa, null)), Rs256(null)));
        Assert.False(await AcceptsAsync(new(Jwk(Rsa, "a"), Jwk(Ecdsa, "b")), Rs256(null)));
    }

    public static TheoryData<string> UnusableKeys() =>
    [
        """{"kty":"oct","kid":"a","alg":"HS256","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""",
        """{"kty":"oct","kid":"a","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""",
        """{"kty":"OKP","kid":"a","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""",
        """{"kty":"RSA","kid":"a","n":"%%%","e":"AQAB"}""",
        """{"kty":"RSA","kid":"a"}""",
        """{"kty":"EC","kid":"a","crv":"secp256k1","x":"AAAA","y":"AAAA"}""",
        """{"kid":"a"}""",
        With(Jwk(Rsa, "a"), "use", "enc"),
        With(Jwk(Rsa, "a"), "alg", "RSA-OAEP"),
        With(Jwk(Rsa, "a"), "alg", "ES256"),
        With(Jwk(Rsa, "a"), "alg", "none"),
        With(Jwk(Rsa, "a"), "e", "AQ"),
        With(Jwk(Ecdsa, "a"), "alg", "ES384"),
        Jwk(Weak, "a"),
    ];

    [Theory]
    [MemberData(nameof(UnusableKeys))]
    public async Task A_key_that_signs_no_tokens_is_not_used(string key)
    {
        var issuer = new Issuer(key);
        foreach (var token in new[] { Rs256("a"), Es256("a"), Hs256("a", new byte[32]) })
            Assert.Equal(ProblemCode.Unavailable, (await Validator(issuer).ValidateAsync(token)).Problem!.Code);

        var beside = new Issuer(key, Jwk(Rsa, "b"));
        foreach (var token in new[] { Rs256("a"), Es256("a"), Hs256("a", new byte[32]) })
            Assert.Equal(ProblemCode.Unauthenticated, (await Validator(beside).ValidateAsync(token)).Problem!.Code);
        Assert.True(await AcceptsAsync(beside, Rs256("b")));
    }

    [Fact]
    public async Task A_point_that_is_not_on_the_curve_verifies_nothing()
    {
        var issuer = new Issuer(With(Jwk(Ecdsa, "a"), "x", Base64Url.EncodeToString(new byte[32])));

        Assert.False(await AcceptsAsync(issuer, Es256("a")));
    }

    public static TheoryData<string, HttpStatusCode, string> BadDocuments() => new()
    {
        { "a redirect", HttpStatusCode.Redirect, "" },
        { "an error", HttpStatusCode.InternalServerError, "" },
        { "a page", HttpStatusCode.OK, "<html>" },
        { "nothing", HttpStatusCode.OK, "" },
        { "a list", HttpStatusCode.OK, "[]" },
        { "another issuer", HttpStatusCode.OK, Metadata("https://login.example.com/other", $"{Authority}/keys") },
        { "no issuer", HttpStatusCode.OK, $$"""{"jwks_uri":"{{Authority}}/keys"}""" },
        { "no keys", HttpStatusCode.OK, $$"""{"issuer":"{{Authority}}"}""" },
        { "keys over http", HttpStatusCode.OK, Metadata(Authority, "http://login.example.com/keys") },
        { "keys in a file", HttpStatusCode.OK, Metadata(Authority, "file:///etc/keys") },
        { "unknown keys", HttpStatusCode.OK, Metadata(Authority, $"{Authority}/nothing") },
    };

    [Theory]
    [MemberData(nameof(BadDocuments))]
    public async Task Metadata_that_cannot_be_used_replaces_no_known_key(
        string what, HttpStatusCode status, string body)
    {
        var issuer = new Issuer(Jwk(Rsa, "a"));
        var validator = Validator(issuer);
        Assert.True(await validator.AcceptsAsync(Rs256("a")));
        issuer.Metadata = (status, body);
        clock.Now += TimeSpan.FromMinutes(1);

        Assert.False(await validator.AcceptsAsync(Rs256("unknown")), what);

        Assert.True(issuer.Requests.Count > 2);
        Assert.True(await validator.AcceptsAsync(Rs256("a")), what);
        Assert.Equal(
            ProblemCode.Unavailable, (await Validator(issuer).ValidateAsync(Rs256("a"))).Problem!.Code);
    }

    [Fact]
    public async Task A_configured_name_can_differ_from_the_address()
    {
        const string Name = "https://sts.example.com/tenant/";
        var issuer = new Issuer(Jwk(Rsa, "a")) { Metadata = (HttpStatusCode.OK, Metadata(Name, $"{Authority}/keys")) };
        var validator = TestValidator.Create(NullLoggerFactory.Instance, clock, new()
        {
            Issuer = Name,
            Authority = Authority,
            Audience = TestTokens.Audience,
            Keys = [TestValidator.SharedSecret],
        }, new HttpClient(issuer));

        Assert.True(await validator.AcceptsAsync(Rs256("a", name: Name)));
        Assert.False(await validator.AcceptsAsync(Rs256("a")));
        Assert.True(await validator.AcceptsAsync(TestTokens.Hs256(new() { ["iss"] = Name })));
        Assert.False(await validator.AcceptsAsync(Hs256("a", new byte[32])));
    }

    private Task<bool> AcceptsAsync(Issuer issuer, string token) => Validator(issuer).AcceptsAsync(token);

    private TokenValidator Validator(Issuer issuer) => TestValidator.Create(
        NullLoggerFactory.Instance, clock, new() { Authority = Authority, Audience = TestTokens.Audience },
        new HttpClient(issuer));

    private static string Metadata(string issuer, string keys) =>
        new JsonObject { ["issuer"] = issuer, ["jwks_uri"] = keys }.ToJsonString();

    private static string Jwk(RSA key, string? id)
    {
        var shown = key.ExportParameters(false);
        return Jwk(new JsonObject
        {
            ["kty"] = "RSA",
            ["n"] = Base64Url.EncodeToString(shown.Modulus),
            ["e"] = Base64Url.EncodeToString(shown.Exponent),
        }, id);
    }

    private static string Jwk(ECDsa key, string? id)
    {
        var point = key.ExportParameters(false).Q;
        return Jwk(new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
        }, id);
    }

    private static string Jwk(JsonObject key, string? id)
    {
        if (id is not null)
            key["kid"] = id;
        return key.ToJsonString();
    }

    private static string With(string key, string name, string value)
    {
        var changed = JsonNode.Parse(key)!.AsObject();
        changed[name] = value;
        return changed.ToJsonString();
    }

    private static string Rs256(string? id, string algorithm = "RS256", string name = Authority) => TestTokens.SignedBy(
        TestTokens.Header(algorithm, id), new() { ["iss"] = name },
        input => Rsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    private static string Es256(string id) => TestTokens.SignedBy(
        TestTokens.Header("ES256", id), new() { ["iss"] = Authority },
        input => Ecdsa.SignData(input, HashAlgorithmName.SHA256));

    private static string Hs256(string id, byte[] secret) => TestTokens.SignedBy(
        TestTokens.Header("HS256", id), new() { ["iss"] = Authority }, input => HMACSHA256.HashData(secret, input));

    /// <summary>The documents of an issuer.</summary>
    private sealed class Issuer(params string[] keys) : HttpMessageHandler
    {
        public (HttpStatusCode Status, string Body) Metadata { get; set; } =
            (HttpStatusCode.OK, PublishedKeysTests.Metadata(Authority, $"{Authority}/keys"));

        public List<string> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            Requests.Add(request.RequestUri!.AbsoluteUri);
            var (status, body) = request.RequestUri!.AbsoluteUri switch
            {
                $"{Authority}/.well-known/openid-configuration" => Metadata,
                $"{Authority}/keys" => (HttpStatusCode.OK, $$"""{"keys":[{{string.Join(',', keys)}}]}"""),
                _ => (HttpStatusCode.NotFound, ""),
            };
            return Task.FromResult(new HttpResponseMessage(status)
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            });
        }
    }
}
