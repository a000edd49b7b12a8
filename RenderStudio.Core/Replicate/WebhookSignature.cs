using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Replicate;

/// <summary>
/// Standard Webhooks signatures as Replicate sends them (https://replicate.com/docs/topics/webhooks/verify-webhook):
/// HMAC-SHA256 over the raw bytes of <c>id.timestamp.body</c>, keyed with the base64 part of <c>whsec_…</c>. Any
/// <c>v1</c> entry may match any secret. Other versions and malformed entries are ignored, also base64 whose
/// unused bits are not zero. The timestamp may differ by 300 s in either direction.
/// </summary>
public sealed class WebhookSignature
{
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);
    private const int MaxEntries = 20;
    private const int MaxHeader = 4096;

    private readonly TimeProvider clock;
    private readonly byte[][] keys;

    public WebhookSignature(IOptions<ReplicateOptions> options, TimeProvider clock)
        : this(options.Value.WebhookSecrets, clock)
    {
    }

    public WebhookSignature(IEnumerable<string> secrets, TimeProvider clock)
    {
        this.clock = clock;
        keys = [.. secrets.Select(KeyOf)];
    }

    /// <summary>
    /// False when <see cref="Verify"/> fails for every body, because a header is missing, malformed or outdated.
    /// </summary>
    public bool CanVerify([NotNullWhen(true)] string? id, string? timestamp, [NotNullWhen(true)] string? signatures) =>
        !string.IsNullOrEmpty(id) && id.Length <= 256 && !id.Contains('.') && signatures is { Length: <= MaxHeader }
        && IsFresh(timestamp) && Candidates(signatures).Count > 0;

    /// <summary>True only for a recent delivery that is signed with one of the secrets.</summary>
    public bool Verify(string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body)
    {
        if (!CanVerify(id, timestamp, signatures))
            return false;

        var prefix = Encoding.UTF8.GetBytes($"{id}.{timestamp}.");
        var candidates = Candidates(signatures);
        var isValid = false;
        foreach (var key in keys)
        {
            var expected = Sign(key, prefix, body);
            foreach (var candidate in candidates)
                isValid |= CryptographicOperations.FixedTimeEquals(candidate, expected);
        }

        return isValid;
    }

    /// <summary>Creates the <c>v1,…</c> entry of a delivery, for its sender.</summary>
    public static string Sign(string secret, string id, string timestamp, ReadOnlySpan<byte> body) =>
        "v1," + Convert.ToBase64String(Sign(KeyOf(secret), Encoding.UTF8.GetBytes($"{id}.{timestamp}."), body));

    private static byte[] Sign(byte[] key, byte[] prefix, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(prefix);
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }

    private bool IsFresh(string? timestamp) =>
        timestamp is { Length: > 0 and <= 12 } && timestamp.All(char.IsAsciiDigit)
        && Math.Abs(long.Parse(timestamp, CultureInfo.InvariantCulture) - clock.GetUtcNow().ToUnixTimeSeconds())
            <= (long)Tolerance.TotalSeconds;

    private static List<byte[]> Candidates(string signatures)
    {
        var found = new List<byte[]>();
        foreach (var entry in signatures.Split(' ', MaxEntries + 1).Take(MaxEntries))
        {
            var signature = new byte[32];
            if (entry.StartsWith("v1,", StringComparison.Ordinal) && entry.Length == 47
                && Convert.TryFromBase64String(entry[3..], signature, out var length) && length == 32
                && entry.AsSpan(3).SequenceEqual(Convert.ToBase64String(signature)))
                found.Add(signature);
        }

        return found;
    }

    /// <summary>Decodes a secret with or without the prefix <c>whsec_</c> and base64 padding.</summary>
    internal static byte[] KeyOf(string secret)
    {
        var text = secret.StartsWith("whsec_", StringComparison.Ordinal) ? secret["whsec_".Length..] : secret;
        return Convert.FromBase64String(text.TrimEnd('=').PadRight((text.TrimEnd('=').Length + 3) / 4 * 4, '='));
    }
}
