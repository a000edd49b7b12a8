using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core;
using RenderStudio.Core.Identity;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Identity;

public sealed class TokenValidatorTests : IDisposable
{
    // Whole seconds, as in the claims, so that a limit is met exactly.
    private static readonly DateTimeOffset Now =
        DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly ECDsa Ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TokenValidator validator;

    private readonly RecordedLog log = new();

    public TokenValidatorTests() => validator = With(
        new() { Id = TestTokens.KeyId, Algorithm = "HS256", Secret = TestTokens.Secret },
        new() { Id = "rsa", Algorithm = "RS256", PublicKeyPem = Rsa.ExportSubjectPublicKeyInfoPem() },
        new() { Id = "ec", Algorithm = "ES256", PublicKeyPem = Ecdsa.ExportSubjectPublicKeyInfoPem() });

    [Fact]
    public void A_token_of_each_algorithm_identifies_its_subject()
    {
        foreach (var token in new[] { TestTokens.Hs256(), Rs256(), Es256() })
        {
            Assert.False(validator.Validate(token).Failed(out _, out var subject));
            Assert.Equal(new TokenSubject(TestTokens.Issuer, "an-owner"), subject);
        }
    }

    [Theory]
    [InlineData("exp", -61, false)]
    [InlineData("exp", -60, false)]
    [InlineData("exp", -59, true)]
    [InlineData("nbf", 59, true)]
    [InlineData("nbf", 60, true)]
    [InlineData("nbf", 61, false)]
    public void A_clock_skew_of_one_minute_is_tolerated(string claim, int seconds, bool valid) =>
        Assert.Equal(valid, IsValid(TestTokens.Hs256(new() { [claim] = Now.ToUnixTimeSeconds() + seconds })));

    public static TheoryData<string, string> BadClaims() => new()
    {
        { "another issuer", """{"iss":"https://evil.example.com/"}""" },
        { "no issuer", """{"iss":null}""" },
        { "another audience", """{"aud":"another-audience"}""" },
        { "other audiences", """{"aud":["a","b",7]}""" },
        { "no audience", """{"aud":null}""" },
        { "no subject", """{"sub":null}""" },
        { "an empty subject", """{"sub":""}""" },
        { "a subject that is a number", """{"sub":7}""" },
        { "no expiry", """{"exp":null}""" },
        { "an expiry in words", """{"exp":"2099-01-01"}""" },
        { "a start in words", """{"nbf":"yesterday"}""" },
        { "an expiry beyond all numbers", """{"exp":1e999}""" },
        { "a subject with a control character", """{"sub":"a\u0000b"}""" },
        { "roles with a control character", """{"roles":["admin","a\u0007"]}""" },
    };

    [Theory]
    [MemberData(nameof(BadClaims))]
    public void Unexpected_claim_values_are_rejected(string what, string claims) =>
        Assert.False(IsValid(TestTokens.Hs256(JsonNode.Parse(claims)!.AsObject())), what);

    [Fact]
    public void One_audience_among_several_is_enough() =>
        Assert.True(IsValid(TestTokens.Hs256(new() { ["aud"] = new JsonArray("other", TestTokens.Audience) })));

    [Theory]
    [InlineData("""{"roles":["admin"]}""", true)]
    [InlineData("""{"roles":"admin"}""", true)]
    [InlineData("""{"roles":["editor",7,"admin"]}""", true)]
    [InlineData("""{"roles":["Admin","administrator"]}""", false)]
    [InlineData("""{"roles":{"admin":true}}""", false)]
    [InlineData("{}", false)]
    public void An_operator_has_the_role_admin(string claims, bool isAdmin)
    {
        var token = TestTokens.Hs256(JsonNode.Parse(claims)!.AsObject());

        Assert.Equal(isAdmin, validator.Validate(token).Value!.IsAdmin);
    }

    [Fact]
    public void A_subject_has_at_most_255_characters()
    {
        Assert.True(IsValid(TestTokens.Hs256(new() { ["sub"] = new string('s', 255) })));
        Assert.False(IsValid(TestTokens.Hs256(new() { ["sub"] = new string('s', 256) })));
    }

    [Fact]
    public void A_key_id_is_optional_with_one_key()
    {
        using var single = With(
            new IdentityKeyOptions { Id = TestTokens.KeyId, Algorithm = "HS256", Secret = TestTokens.Secret });

        Assert.NotNull(single.Validate(TestTokens.Hs256(header: TestTokens.Header("HS256", null))).Value);
        Assert.Null(single.Validate(TestTokens.Hs256(header: TestTokens.Header("HS256", "unknown"))).Value);
    }

    [Fact]
    public void An_expired_token_has_its_own_problem()
    {
        var expired = TestTokens.Hs256(new() { ["exp"] = 1_700_000_000 });

        Assert.True(validator.Validate(expired).Failed(out var problem, out _));
        Assert.Equal(ProblemCode.Unauthenticated, problem.Code);
        Assert.Equal("The token has expired.", problem.Message);
        Assert.Equal("The token is not valid.", validator.Validate("a.b").Problem!.Message);
    }

    [Fact]
    public void An_algorithm_accepts_only_its_own_key()
    {
        // The algorithm confusion attack: the public key is used as a shared secret.
        var pem = Encoding.ASCII.GetBytes(Rsa.ExportSubjectPublicKeyInfoPem());
        string[] forged =
        [
            TestTokens.SignedBy(TestTokens.Header("none"), null, _ => []),
            TestTokens.SignedBy(TestTokens.Header("none", "rsa"), null, _ => []),
            TestTokens.SignedBy(TestTokens.Header("HS256", "rsa"), null, input => HMACSHA256.HashData(pem, input)),
            TestTokens.SignedBy(TestTokens.Header("RS256"), null, Sign),
            TestTokens.SignedBy(TestTokens.Header("ES256", "rsa"), null, Sign),
            TestTokens.SignedBy(TestTokens.Header("HS384"), null, input => HMACSHA384.HashData(pem, input)),
        ];

        Assert.All(forged, token => Assert.False(IsValid(token)));
    }

    [Fact]
    public void A_known_key_id_is_required_with_several_keys()
    {
        Assert.False(IsValid(TestTokens.Hs256(header: TestTokens.Header("HS256", null))));
        Assert.False(IsValid(TestTokens.Hs256(header: TestTokens.Header("HS256", "unknown"))));
    }

    [Fact]
    public void A_token_with_a_critical_header_is_rejected()
    {
        var header = TestTokens.Header("HS256");
        header["crit"] = new JsonArray("b64");

        Assert.False(IsValid(TestTokens.Hs256(header: header)));
    }

    [Fact]
    public void A_token_with_one_changed_character_is_rejected()
    {
        foreach (var token in new[] { TestTokens.Hs256(), Rs256(), Es256() })
        {
            for (var at = 0; at < token.Length; at += 7)
                Assert.False(IsValid(Changed(token, at)), $"letter {at}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("..")]
    [InlineData("e30.e30.")]
    [InlineData("bnVsbA.bnVsbA.AAAA")]
    [InlineData("{}.{}.{}")]
    public void A_malformed_token_is_rejected(string token) => Assert.False(IsValid(token));

    [Fact]
    public void A_duplicate_claim_is_rejected()
    {
        var claims = Encoding.UTF8.GetBytes(
            $$"""
            {"iss":"{{TestTokens.Issuer}}","aud":"{{TestTokens.Audience}}","sub":"a","sub":"b","exp":99999999999}
            """);
        var parts = TestTokens.Hs256().Split('.');
        var input = $"{parts[0]}.{System.Buffers.Text.Base64Url.EncodeToString(claims)}";
        var signature = HMACSHA256.HashData(
            Convert.FromBase64String(TestTokens.Secret), Encoding.ASCII.GetBytes(input));

        Assert.False(IsValid($"{input}.{System.Buffers.Text.Base64Url.EncodeToString(signature)}"));
    }

    [Fact]
    public void A_subject_with_an_unpaired_surrogate_is_rejected() => Assert.False(IsValid(TestTokens.Hs256(
        Encoding.UTF8.GetBytes(TestTokens.Header("HS256").ToJsonString()),
        Encoding.UTF8.GetBytes(
            $$"""
            {"iss":"{{TestTokens.Issuer}}","aud":"{{TestTokens.Audience}}","sub":"\ud800","exp":99999999999}
            """))));

    [Fact]
    public void A_token_of_more_than_8192_characters_is_not_parsed()
    {
        using var single = With(
            new IdentityKeyOptions { Id = TestTokens.KeyId, Algorithm = "HS256", Secret = TestTokens.Secret });
        var header = TestTokens.Header("HS256", null);
        var tokens = Enumerable.Range(5_900, 100)
            .Select(length => TestTokens.Hs256(new() { ["padding"] = new string('a', length) }, header)).ToList();

        Assert.Contains(tokens, token => token.Length == 8192);
        Assert.All(tokens, token => Assert.Equal(token.Length <= 8192, single.Validate(token).Value is not null));
    }

    [Theory]
    [InlineData("=")]
    [InlineData("%3D")]
    [InlineData(" ")]
    [InlineData("\n")]
    public void A_token_part_contains_only_base64url_characters(string added)
    {
        Assert.False(IsValid(TestTokens.Hs256() + added));
        Assert.False(IsValid(added + TestTokens.Hs256()));
    }

    [Fact]
    public void The_log_states_why_a_token_is_rejected_and_contains_nothing_of_the_token()
    {
        var (past, token) = (1_700_000_000, TestTokens.Hs256());
        string[] refused =
        [
            "a.b", TestTokens.Hs256(header: TestTokens.Header("HS256", "unknown")), token[..^8] + "AAAAAAAA",
            TestTokens.Hs256(new() { ["aud"] = "another" }), TestTokens.Hs256(new() { ["sub"] = "" }),
            TestTokens.Hs256(new() { ["exp"] = null }), TestTokens.Hs256(new() { ["exp"] = past }),
        ];

        Assert.All(refused, other => Assert.False(IsValid(other)));

        Assert.Equal(
            [
                "it is malformed", "no configured key has its kid and algorithm", "its signature is invalid",
                "its issuer or audience does not match", "its subject is missing or too long",
                "it has no expiry or is not valid yet", "it has expired",
            ],
            log.All.Select(line => line["Debug: Rejected a token: ".Length..]));
    }

    public void Dispose() => validator.Dispose();

    private TokenValidator With(params IdentityKeyOptions[] keys) => new(
        Options.Create(new IdentityOptions
        {
            Issuer = TestTokens.Issuer,
            Audience = TestTokens.Audience,
            Keys = [.. keys],
        }),
        new FixedClock(Now), log.CreateLogger<TokenValidator>());

    private bool IsValid(string token) => !validator.Validate(token).Failed(out _, out _);

    private static string Rs256() => TestTokens.SignedBy(TestTokens.Header("RS256", "rsa"), null, Sign);

    private static string Es256() => TestTokens.SignedBy(
        TestTokens.Header("ES256", "ec"), null, input => Ecdsa.SignData(input, HashAlgorithmName.SHA256));

    private static byte[] Sign(byte[] input) =>
        Rsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    // The last character of a part can contain unused bits; a dot is not changed.
    private static string Changed(string token, int at)
    {
        if (token[at] == '.' || at + 1 == token.Length || token[at + 1] == '.')
            at--;
        return $"{token[..at]}{(token[at] == 'A' ? 'B' : 'A')}{token[(at + 1)..]}";
    }
}
