using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RenderStudio.Core.Identity;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Identity;

/// <summary>The structure, the key and the signature of a token.</summary>
public sealed class TokenValidatorTests : IDisposable
{
    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly ECDsa Ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TokenValidator validator;

    private readonly RecordedLog log = new();

    public TokenValidatorTests() => validator = With(
        TestValidator.SharedSecret,
        new() { Id = "rsa", Algorithm = "RS256", PublicKeyPem = Rsa.ExportSubjectPublicKeyInfoPem() },
        new() { Id = "ec", Algorithm = "ES256", PublicKeyPem = Ecdsa.ExportSubjectPublicKeyInfoPem() });

    [Fact]
    public async Task A_token_of_each_algorithm_identifies_its_subject()
    {
        foreach (var token in new[] { TestTokens.Hs256(), Rs256(), Es256() })
        {
            Assert.False((await validator.ValidateAsync(token)).Failed(out _, out var valid));
            Assert.Equal(new TokenSubject(TestTokens.Issuer, "an-owner"), valid.Subject);
        }
    }

    [Fact]
    public async Task A_key_id_is_optional_with_one_key()
    {
        var single = With(TestValidator.SharedSecret);

        Assert.True(await single.AcceptsAsync(TestTokens.Hs256(header: TestTokens.Header("HS256", null))));
        Assert.False(await single.AcceptsAsync(TestTokens.Hs256(header: TestTokens.Header("HS256", "unknown"))));
    }

    [Fact]
    public async Task An_algorithm_accepts_only_its_own_key()
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

        await Assert.AllAsync(forged, async token => Assert.False(await IsValidAsync(token)));
    }

    [Fact]
    public async Task A_known_key_id_is_required_with_several_keys()
    {
        Assert.False(await IsValidAsync(TestTokens.Hs256(header: TestTokens.Header("HS256", null))));
        Assert.False(await IsValidAsync(TestTokens.Hs256(header: TestTokens.Header("HS256", "unknown"))));
    }

    [Fact]
    public async Task A_token_with_a_critical_header_is_rejected()
    {
        var header = TestTokens.Header("HS256");
        header["crit"] = new JsonArray("b64");

        Assert.False(await IsValidAsync(TestTokens.Hs256(header: header)));
    }

    [Fact]
    public async Task A_token_with_one_changed_character_is_rejected()
    {
        foreach (var token in new[] { TestTokens.Hs256(), Rs256(), Es256() })
        {
            for (var at = 0; at < token.Length; at += 7)
                Assert.False(await IsValidAsync(Changed(token, at)), $"letter {at}");
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
    public async Task A_malformed_token_is_rejected(string token) => Assert.False(await IsValidAsync(token));

    [Fact]
    public async Task A_token_of_more_than_16384_characters_is_not_parsed()
    {
        var single = With(TestValidator.SharedSecret);
        var header = TestTokens.Header("HS256", null);
        var tokens = Enumerable.Range(12_030, 130)
            .Select(length => TestTokens.Hs256(new() { ["padding"] = new string('a', length) }, header)).ToList();

        Assert.Contains(tokens, token => token.Length == 16_384);
        await Assert.AllAsync(
            tokens, async token => Assert.Equal(token.Length <= 16_384, await single.AcceptsAsync(token)));
    }

    [Theory]
    [InlineData("=")]
    [InlineData("%3D")]
    [InlineData(" ")]
    [InlineData("\n")]
    public async Task A_token_part_contains_only_base64url_characters(string added)
    {
        Assert.False(await IsValidAsync(TestTokens.Hs256() + added));
        Assert.False(await IsValidAsync(added + TestTokens.Hs256()));
    }

    [Fact]
    public async Task The_log_states_why_a_token_is_rejected_and_contains_nothing_of_the_token()
    {
        var (past, token) = (1_700_000_000, TestTokens.Hs256());
        string[] refused =
        [
            "a.b", TestTokens.Hs256(header: TestTokens.Header("HS256", "unknown")), token[..^8] + "AAAAAAAA",
            TestTokens.Hs256(new() { ["iss"] = "another" }), TestTokens.Hs256(new() { ["aud"] = "another" }),
            TestTokens.Hs256(new() { ["sub"] = "" }), TestTokens.Hs256(new() { ["nonce"] = "n" }),
            TestTokens.Hs256(new() { ["exp"] = null }), TestTokens.Hs256(new() { ["exp"] = past }),
        ];

        foreach (var other in refused)
            Assert.False(await IsValidAsync(other));

        Assert.Equal(
            [
                "it is malformed", "no key of its issuer has its kid and algorithm", "its signature is invalid",
                "its issuer is not configured", "its audience does not match", "its subject is missing or too long",
                "it is no access token", "it has no expiry or is not valid yet", "it has expired",
            ],
            log.All.Select(line => line["Debug: Rejected a token: ".Length..]));
    }

    public void Dispose() => log.Dispose();

    private TokenValidator With(params IdentityKeyOptions[] keys) => TestValidator.Create(log, keys);

    private Task<bool> IsValidAsync(string token) => validator.AcceptsAsync(token);

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
