using System.Security.Cryptography;

namespace RenderStudio.Core.Identity;

/// <summary>
/// A configured key and its only algorithm. It is read at start-up, before a library for tokens is loaded.
/// </summary>
internal sealed record KeyMaterial
{
    private const string P256 = "1.2.840.10045.3.1.7";

    public const int MinRsaBits = 2048;

    public required string Algorithm { get; init; }

    /// <summary>For HS256; null for the others.</summary>
    public byte[]? Secret { get; private init; }

    /// <summary>For RS256.</summary>
    public RSAParameters Rsa { get; private init; }

    /// <summary>For ES256.</summary>
    public ECParameters Curve { get; private init; }

    /// <summary>Why the key must not be used; null when the key is strong enough.</summary>
    public string? Weakness => Algorithm switch
    {
        "HS256" => Secret!.Length < 32 ? "requires a Secret of at least 32 bytes." : null,
        "RS256" => Rsa.Modulus!.Length * 8 < MinRsaBits ? "requires an RSA key of at least 2048 bits." : null,
        _ => Curve.Curve.Oid.Value == P256 ? null : "requires a key on the curve P-256.",
    };

    /// <exception cref="ArgumentException">The key is missing or does not match its algorithm.</exception>
    /// <exception cref="FormatException">The secret is not base64.</exception>
    /// <exception cref="CryptographicException">The key is damaged.</exception>
    public static KeyMaterial Read(IdentityKeyOptions options) => options.Algorithm switch
    {
        "HS256" => new()
        {
            Algorithm = options.Algorithm,
            Secret = Convert.FromBase64String(options.Secret ?? throw Missing()),
        },
        "RS256" => new() { Algorithm = options.Algorithm, Rsa = ReadRsa(Pem(options)) },
        "ES256" => new() { Algorithm = options.Algorithm, Curve = ReadCurve(Pem(options)) },
        _ => throw new ArgumentException("unknown algorithm"),
    };

    private static RSAParameters ReadRsa(string pem)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return rsa.ExportParameters(includePrivateParameters: false);
    }

    private static ECParameters ReadCurve(string pem)
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportFromPem(pem);
        return ecdsa.ExportParameters(includePrivateParameters: false);
    }

    private static string Pem(IdentityKeyOptions options) =>
        options.PublicKeyPem?.Replace("\\n", "\n") ?? throw Missing();

    private static ArgumentException Missing() => new("no key");
}
