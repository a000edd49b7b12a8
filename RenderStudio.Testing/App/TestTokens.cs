using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RenderStudio.Testing.App;

/// <summary>Tokens as an identity provider signs them, and as an attacker forges them.</summary>
public static class TestTokens
{
    public const string Issuer = "https://id.example.com/";
    public const string Audience = "render-studio";
    public const string KeyId = "main";

    private static readonly byte[] SecretBytes = RandomNumberGenerator.GetBytes(32);

    public static string Secret { get; } = Convert.ToBase64String(SecretBytes);

    /// <summary>Valid for an hour unless <paramref name="claims"/> override it; a null claim is omitted.</summary>
    public static string Hs256(JsonObject? claims = null, JsonObject? header = null) =>
        SignedBy(header ?? Header("HS256"), claims, input => HMACSHA256.HashData(SecretBytes, input));

    /// <summary>Signs the given bytes, whatever they are.</summary>
    public static string Hs256(ReadOnlySpan<byte> header, ReadOnlySpan<byte> claims)
    {
        var input = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}";
        return $"{input}.{Base64Url.EncodeToString(HMACSHA256.HashData(SecretBytes, Encoding.ASCII.GetBytes(input)))}";
    }

    public static JsonObject Header(string algorithm, string? keyId = KeyId) =>
        keyId is null ? new() { ["alg"] = algorithm } : new() { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = keyId };

    public static string SignedBy(JsonObject header, JsonObject? claims, Func<byte[], byte[]> sign)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var all = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["sub"] = "an-owner",
            ["iat"] = now,
            ["exp"] = now + 3600,
        };
        foreach (var (name, value) in claims ?? [])
        {
            if (value is null)
                all.Remove(name);
            else
                all[name] = value.DeepClone();
        }

        var input = $"{Part(header)}.{Part(all)}";
        return $"{input}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(input)))}";
    }

    private static string Part(JsonObject json) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json));
}
