using System.Security.Cryptography;

namespace RenderStudio.Core.Identity;

/// <summary>A key and its only algorithm, so that a token cannot select the algorithm of its verification.</summary>
internal interface ITokenKey : IDisposable
{
    string Id { get; }

    string Algorithm { get; }

    /// <summary>Why the key must not be used; null when the key is strong enough.</summary>
    string? Weakness { get; }

    bool Verifies(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature);
}

internal static class TokenKey
{
    /// <exception cref="ArgumentException">The key is missing or does not match its algorithm.</exception>
    public static ITokenKey Create(IdentityKeyOptions options) => options.Algorithm switch
    {
        "HS256" => new SharedSecret(options.Id, Convert.FromBase64String(options.Secret ?? throw Missing())),
        "RS256" => new RsaKey(options.Id, Pem(options)),
        "ES256" => new EllipticKey(options.Id, Pem(options)),
        _ => throw new ArgumentException("unknown algorithm"),
    };

    private static string Pem(IdentityKeyOptions options) =>
        options.PublicKeyPem?.Replace("\\n", "\n") ?? throw Missing();

    private static ArgumentException Missing() => new("no key");

    private sealed class SharedSecret(string id, byte[] secret) : ITokenKey
    {
        public string Id => id;

        public string Algorithm => "HS256";

        public string? Weakness => secret.Length < 32 ? "requires a Secret of at least 32 bytes." : null;

        public bool Verifies(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature) =>
            CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(secret, input), signature);

        public void Dispose() => CryptographicOperations.ZeroMemory(secret);
    }

    private sealed class RsaKey : ITokenKey
    {
        private readonly RSA rsa = RSA.Create();
        private readonly Lock oneAtATime = new();

        public RsaKey(string id, string pem)
        {
            Id = id;
            rsa.ImportFromPem(pem);
        }

        public string Id { get; }

        public string Algorithm => "RS256";

        public string? Weakness => rsa.KeySize < 2048 ? "requires an RSA key of at least 2048 bits." : null;

        public bool Verifies(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature)
        {
            lock (oneAtATime)
                return rsa.VerifyData(input, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }

        public void Dispose() => rsa.Dispose();
    }

    private sealed class EllipticKey : ITokenKey
    {
        private const string P256 = "1.2.840.10045.3.1.7";
        private readonly ECDsa ecdsa = ECDsa.Create();
        private readonly Lock oneAtATime = new();

        public EllipticKey(string id, string pem)
        {
            Id = id;
            ecdsa.ImportFromPem(pem);
        }

        public string Id { get; }

        public string Algorithm => "ES256";

        public string? Weakness =>
            ecdsa.ExportParameters(false).Curve.Oid.Value == P256 ? null : "requires a key on the curve P-256.";

        public bool Verifies(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature)
        {
            // RFC 7518, 3.4: the signature is R followed by S, 32 bytes each.
            lock (oneAtATime)
                return ecdsa.VerifyData(
                    input, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }

        public void Dispose() => ecdsa.Dispose();
    }
}
