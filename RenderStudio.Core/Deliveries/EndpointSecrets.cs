using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Deliveries;

/// <summary>
/// Generates the signing secrets of endpoints and encrypts them for the database: AES-256-GCM with a key derived from
/// <c>Replicate:WebhookTokenKey</c>, bound to the id of the endpoint. A hash is not sufficient, because the app signs
/// with the secret.
/// </summary>
public sealed class EndpointSecrets(IOptions<ReplicateOptions> options)
{
    private const string Prefix = "whsec_";
    private const int SecretBytes = 32, NonceBytes = 12, TagBytes = 16, KeyBytes = 32;

    private readonly byte[] key = HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Convert.FromBase64String(options.Value.WebhookTokenKey), KeyBytes,
        info: "render-studio endpoint secrets 1"u8.ToArray());

    /// <summary>A new secret in the form of Standard Webhooks.</summary>
    public static string Generate() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>Encrypts a secret: nonce, tag, then ciphertext.</summary>
    public byte[] Encrypt(Guid endpointId, string secret)
    {
        var plain = Encoding.ASCII.GetBytes(secret);
        var stored = new byte[NonceBytes + TagBytes + plain.Length];
        var nonce = stored.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(
            nonce, plain, stored.AsSpan(NonceBytes + TagBytes), stored.AsSpan(NonceBytes, TagBytes),
            endpointId.ToByteArray());
        return stored;
    }

    /// <returns>
    /// Null when the secret was encrypted with another key or for another endpoint, or the bytes were changed.
    /// </returns>
    public string? Decrypt(Guid endpointId, byte[] stored)
    {
        if (stored.Length < NonceBytes + TagBytes)
            return null;
        var plain = new byte[stored.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(
                stored.AsSpan(0, NonceBytes), stored.AsSpan(NonceBytes + TagBytes),
                stored.AsSpan(NonceBytes, TagBytes), plain, endpointId.ToByteArray());
            return Encoding.ASCII.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
