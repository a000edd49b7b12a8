using System.Buffers.Text;
using System.Numerics;
using Microsoft.IdentityModel.Tokens;

namespace RenderStudio.Core.Identity;

/// <summary>
/// A key and its only algorithm, so that a token cannot select the algorithm of its verification.
/// </summary>
/// <param name="Id">Null when the issuer publishes the key without an id.</param>
internal sealed record TokenKey(string? Id, string Algorithm, JsonWebKey Key)
{
    private static readonly string[] Rsa = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];

    public static TokenKey Create(IdentityKeyOptions options)
    {
        var material = KeyMaterial.Read(options);
        return new(options.Id, material.Algorithm, material switch
        {
            { Secret: { } secret } => new() { Kty = "oct", K = Base64Url.EncodeToString(secret) },
            { Rsa.Modulus: { } modulus } => new()
            {
                Kty = "RSA",
                N = Base64Url.EncodeToString(modulus),
                E = Base64Url.EncodeToString(material.Rsa.Exponent),
            },
            _ => new()
            {
                Kty = "EC",
                Crv = "P-256",
                X = Base64Url.EncodeToString(material.Curve.Q.X),
                Y = Base64Url.EncodeToString(material.Curve.Q.Y),
            },
        });
    }

    /// <summary>
    /// A key that an issuer publishes (RFC 7517). A key without <c>alg</c> has the usual algorithm of its type.
    /// </summary>
    /// <returns>Null for a key that signs no tokens, is secret, weak, damaged or of another type.</returns>
    public static TokenKey? Published(JsonWebKey key)
    {
        if (key.Use is { Length: > 0 } and not "sig" || AlgorithmOf(key) is not { } algorithm)
            return null;
        var isConsistent = key.Alg is not { Length: > 0 } || key.Alg == algorithm;
        var only = new JsonWebKey { Kty = key.Kty, N = key.N, E = key.E, Crv = key.Crv, X = key.X, Y = key.Y };
        return isConsistent ? new(key.Kid is { Length: > 0 } id ? id : null, algorithm, only) : null;
    }

    private static string? AlgorithmOf(JsonWebKey key) => key switch
    {
        { Kty: "RSA", N: { } modulus, E: { } exponent }
            when Bits(modulus) >= KeyMaterial.MinRsaBits && Bits(exponent) > 1 =>
            key.Alg is { Length: > 0 } named ? Rsa.FirstOrDefault(known => known == named) : Rsa[0],
        { Kty: "EC", Crv: "P-256", X: not null, Y: not null } => "ES256",
        { Kty: "EC", Crv: "P-384", X: not null, Y: not null } => "ES384",
        { Kty: "EC", Crv: "P-521", X: not null, Y: not null } => "ES512",
        _ => null,
    };

    /// <returns>0 for a text that is not base64url.</returns>
    private static long Bits(string number) => Base64Url.IsValid(number)
        ? new BigInteger(Base64Url.DecodeFromChars(number), isUnsigned: true, isBigEndian: true).GetBitLength()
        : 0;
}
