using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using RenderStudio.Core.Identity;
using RenderStudio.Testing.App;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Identity;

/// <summary>Attacks on the header, the key and the signature of a token (RFC 8725, 2 and 3).</summary>
public sealed class HostileTokenTests
{
    private const int Seed = 20_261_128;

    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly RSA Attacker = RSA.Create(2048);
    private static readonly ECDsa Ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private readonly TokenValidator validator = TestValidator.Create(
        NullLoggerFactory.Instance, TestValidator.SharedSecret,
        new() { Id = "rsa", Algorithm = "RS256", PublicKeyPem = Rsa.ExportSubjectPublicKeyInfoPem() },
        new() { Id = "ec", Algorithm = "ES256", PublicKeyPem = Ecdsa.ExportSubjectPublicKeyInfoPem() });

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("nOnE")]
    [InlineData("")]
    [InlineData("hs256")]
    [InlineData("RS256 ")]
    [InlineData("HS512")]
    [InlineData("PS256")]
    [InlineData("dir")]
    public async Task An_algorithm_other_than_that_of_the_key_is_rejected(string algorithm)
    {
        foreach (var key in new[] { "main", "rsa", "ec" })
        {
            foreach (var sign in new Func<byte[], byte[]>[] { _ => [], Rs256, Hs256, input => Rs256(input)[..64] })
                await RefusesAsync(TestTokens.SignedBy(TestTokens.Header(algorithm, key), null, sign));
        }
    }

    [Fact]
    public async Task A_public_key_is_no_shared_secret()
    {
        byte[][] secrets =
        [
            Encoding.ASCII.GetBytes(Rsa.ExportSubjectPublicKeyInfoPem()),
            Encoding.ASCII.GetBytes(Rsa.ExportSubjectPublicKeyInfoPem() + "\n"),
            Rsa.ExportSubjectPublicKeyInfo(), Rsa.ExportRSAPublicKey(), Rsa.ExportParameters(false).Modulus!,
        ];
        foreach (var secret in secrets)
        {
            foreach (var key in new[] { "rsa", "main", "ec" })
            {
                await RefusesAsync(TestTokens.SignedBy(
                    TestTokens.Header("HS256", key), null, input => HMACSHA256.HashData(secret, input)));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Main")]
    [InlineData("main ")]
    [InlineData("../../../../dev/null")]
    [InlineData("main' or '1'='1")]
    [InlineData("https://attacker.example.com/key")]
    public async Task Only_the_exact_key_id_names_a_key(string id) =>
        await RefusesAsync(TestTokens.Hs256(header: TestTokens.Header("HS256", id)));

    [Theory]
    [InlineData("jku", "\"https://attacker.example.com/jwks\"")]
    [InlineData("x5u", "\"https://attacker.example.com/certificate\"")]
    [InlineData("x5t", "\"AAAA\"")]
    [InlineData("x5c", "[\"AAAA\"]")]
    [InlineData("jwk", "{\"kty\":\"oct\",\"k\":\"AAAA\"}")]
    public async Task A_key_in_the_header_is_ignored(string name, string value)
    {
        var header = TestTokens.Header("RS256", "rsa");
        header[name] = name == "jwk" ? AttackersKey() : JsonNode.Parse(value);

        await RefusesAsync(TestTokens.SignedBy(header, null, input => Signed(Attacker, input)));
        Assert.True(await validator.AcceptsAsync(TestTokens.SignedBy(header, null, Rs256)));
    }

    [Theory]
    [InlineData("crit", "[\"exp\"]")]
    [InlineData("crit", "[]")]
    [InlineData("crit", "null")]
    [InlineData("b64", "false")]
    [InlineData("b64", "true")]
    public async Task An_extension_of_the_header_is_rejected(string name, string value)
    {
        var header = TestTokens.Header("HS256");
        header[name] = JsonNode.Parse(value);

        await RefusesAsync(TestTokens.Hs256(header: header));
    }

    [Fact]
    public async Task An_encrypted_or_nested_token_is_rejected()
    {
        var inner = TestTokens.Hs256();
        var header = TestTokens.Header("HS256");
        header["cty"] = "JWT";

        await RefusesAsync(TestTokens.Hs256(Bytes(header), Encoding.ASCII.GetBytes(inner)));
        await RefusesAsync(TestTokens.Hs256(Bytes(header), Encoding.ASCII.GetBytes($"\"{inner}\"")));
        header["enc"] = "A128CBC-HS256";
        await RefusesAsync($"{Part(header)}.AAAA.AAAA.{inner.Split('.')[1]}.AAAA");
    }

    [Fact]
    public async Task A_signature_of_zeros_or_of_another_form_is_rejected()
    {
        Func<byte[], byte[]>[] signatures =
        [
            _ => new byte[64], _ => [.. Enumerable.Repeat((byte)255, 64)], _ => new byte[63], _ => [0],
            input => Ecdsa.SignData(input, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence),
            input => [.. Es256(input), 0], input => Es256(input)[..^1], input => [.. new byte[2], .. Es256(input)],
        ];

        Assert.True(await validator.AcceptsAsync(TestTokens.SignedBy(TestTokens.Header("ES256", "ec"), null, Es256)));
        foreach (var signature in signatures)
            await RefusesAsync(TestTokens.SignedBy(TestTokens.Header("ES256", "ec"), null, signature));
    }

    [Fact]
    public async Task Of_ten_thousand_mutated_tokens_none_is_accepted()
    {
        var mutations = new Mutations(Seed);
        byte[][] tokens =
        [
            Encoding.ASCII.GetBytes(TestTokens.Hs256()),
            Encoding.ASCII.GetBytes(TestTokens.SignedBy(TestTokens.Header("RS256", "rsa"), null, Rs256)),
            Encoding.ASCII.GetBytes(TestTokens.SignedBy(TestTokens.Header("ES256", "ec"), null, Es256)),
        ];
        foreach (var token in tokens)
            Assert.True(await validator.AcceptsAsync(Encoding.Latin1.GetString(token)));
        for (var nth = 0; nth < 10_000; nth++)
        {
            var original = tokens[nth % tokens.Length];
            var mutated = mutations.Of(original);
            if (!Means(mutated, original))
                await RefusesAsync(Encoding.Latin1.GetString(mutated), $"seed {Seed}, token {nth}");
        }
    }

    // The last character of a signature contains bits that are not used.
    private static bool Means(byte[] mutated, byte[] original) =>
        mutated.Length == original.Length && mutated.AsSpan(..^1).SequenceEqual(original.AsSpan(..^1));

    private async Task RefusesAsync(string token, string what = "") =>
        Assert.False(await validator.AcceptsAsync(token), $"{what} {token}");

    private static byte[] Rs256(byte[] input) => Signed(Rsa, input);

    private static byte[] Signed(RSA key, byte[] input) =>
        key.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static byte[] Es256(byte[] input) => Ecdsa.SignData(input, HashAlgorithmName.SHA256);

    private static byte[] Hs256(byte[] input) =>
        HMACSHA256.HashData(Encoding.ASCII.GetBytes(Rsa.ExportSubjectPublicKeyInfoPem()), input);

    private static JsonObject AttackersKey() => new()
    {
        ["kty"] = "RSA",
        ["kid"] = "rsa",
        ["n"] = Base64Url.EncodeToString(Attacker.ExportParameters(false).Modulus),
        ["e"] = "AQAB",
    };

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static string Part(JsonObject json) => Base64Url.EncodeToString(Bytes(json));
}
