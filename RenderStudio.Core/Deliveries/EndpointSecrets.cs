using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Deliveries;

/// <summary>
/// Generates the signing secrets of endpoints and encrypts them for the database: AES-256-GCM with a key derived from
/// the first of <see cref="DeliveryOptions.SecretKeys"/>, bound to the id of the endpoint. A hash is not sufficient,
/// because the app signs with the secret.
/// </summary>
public sealed class EndpointSecrets
{
    private const string Prefix = "whsec_";
    private const int SecretBytes = 32, NonceBytes = 12, TagBytes = 16, KeyBytes = 32;
    private const byte Version = 1;

    // The first one encrypts.
    private readonly List<SecretKey> keys;

    // Earlier versions derived the key from Replicate:WebhookTokenKey and stored no id of it.
    private readonly SecretKey former;

    public EndpointSecrets(IOptions<DeliveryOptions> options, IOptions<ReplicateOptions> replicate)
    {
        keys = [.. options.Value.SecretKeys.Select(key => new SecretKey(
            [Version, (byte)key.Id.Length, .. Encoding.ASCII.GetBytes(key.Id)],
            Derive(key.Secret, "render-studio endpoint secrets 2"u8)))];
        former = new([], Derive(replicate.Value.WebhookTokenKey, "render-studio endpoint secrets 1"u8));
    }

    /// <summary>The first bytes of every secret that is encrypted with the current key.</summary>
    public byte[] CurrentMark => keys[0].Mark;

    /// <summary>A new secret in the form of Standard Webhooks.</summary>
    public static string Generate() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>Encrypts a secret: mark of the key, nonce, tag, then ciphertext.</summary>
    public byte[] Encrypt(Guid endpointId, string secret)
    {
        var (mark, key) = keys[0];
        var plain = Encoding.ASCII.GetBytes(secret);
        var stored = new byte[mark.Length + NonceBytes + TagBytes + plain.Length];
        mark.CopyTo(stored, 0);
        var target = stored.AsSpan(mark.Length);
        RandomNumberGenerator.Fill(target[..NonceBytes]);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(
            target[..NonceBytes], plain, target[(NonceBytes + TagBytes)..], target[NonceBytes..][..TagBytes],
            [.. endpointId.ToByteArray(), .. mark]);
        return stored;
    }

    /// <returns>
    /// Null when the secret was encrypted with another key or for another endpoint, or the bytes were changed.
    /// </returns>
    public string? Decrypt(Guid endpointId, byte[] stored) =>
        (keys.Find(key => stored.AsSpan().StartsWith(key.Mark)) is { } key ? Open(key, endpointId, stored) : null)
        ?? Open(former, endpointId, stored);

    private static string? Open(SecretKey key, Guid endpointId, byte[] stored)
    {
        var contents = stored.AsSpan(key.Mark.Length);
        if (contents.Length < NonceBytes + TagBytes)
            return null;
        var plain = new byte[contents.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key.Key, TagBytes);
        try
        {
            aes.Decrypt(
                contents[..NonceBytes], contents[(NonceBytes + TagBytes)..], contents[NonceBytes..][..TagBytes], plain,
                [.. endpointId.ToByteArray(), .. key.Mark]);
            return Encoding.ASCII.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static byte[] Derive(string secret, ReadOnlySpan<byte> purpose) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Convert.FromBase64String(secret), KeyBytes, info: purpose.ToArray());

    /// <param name="Mark">What stands before each secret that the key has encrypted.</param>
    private sealed record SecretKey(byte[] Mark, byte[] Key);
}
