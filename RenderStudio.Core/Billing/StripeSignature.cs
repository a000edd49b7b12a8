using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Stripe;

namespace RenderStudio.Core.Billing;

/// <summary>
/// Signatures of Stripe's webhooks (https://docs.stripe.com/webhooks#verify-manually): HMAC-SHA256 over the raw bytes
/// of <c>timestamp.body</c>, in hexadecimal. Any <c>v1</c> entry may match any secret; other schemes are ignored. The
/// timestamp may differ by 300 s in either direction. Stripe.net computes the signature. The header is read here,
/// because Stripe.net computes a signature before it looks at the time.
/// </summary>
public sealed class StripeSignature(IOptions<BillingOptions> options, TimeProvider clock)
{
    private const int MaxEntries = 20;
    private const int MaxHeader = 4096;
    private const int DigitsOfSha256 = 64;
    private const long ToleranceSeconds = EventUtility.DefaultTimeTolerance;

    // The signature covers bytes. A lenient decoder would map different bytes to the same text.
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>
    /// False when <see cref="Verify"/> fails for every body, because the header is missing, malformed or outdated.
    /// </summary>
    public bool CanVerify(string? header) => Read(header) is not null;

    /// <summary>True only for a recent delivery that is signed with one of the secrets.</summary>
    public bool Verify(string? header, ReadOnlyMemory<byte> body)
    {
        if (Read(header) is not var (timestamp, signatures) || Decode(body) is not { } text)
            return false;
        var isValid = false;
        foreach (var secret in options.Value.WebhookSecrets)
        {
            var expected = Encoding.ASCII.GetBytes(EventUtility.ComputeSignature(secret, timestamp, text));
            foreach (var signature in signatures)
                isValid |= CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(signature), expected);
        }

        return isValid;
    }

    /// <summary>Null when the header is malformed, has no usable signature or is outdated.</summary>
    private (string Timestamp, List<string> Signatures)? Read(string? header)
    {
        if (header is not { Length: > 0 and <= MaxHeader } || header.Split(',', MaxEntries + 1) is var entries
            && (entries.Length > MaxEntries || !entries.All(IsEntry)))
            return null;
        var times = ValuesOf(entries, "t=").ToList();
        var signatures = ValuesOf(entries, "v1=").ToList();
        return times is [var time] && IsFresh(time) && signatures.Count > 0 && signatures.All(IsSignature)
            ? (time, signatures)
            : null;
    }

    private static bool IsEntry(string entry) =>
        entry.Split('=') is [{ Length: > 0 } scheme, { Length: > 0 } value]
        && scheme.All(char.IsAsciiLetterOrDigit) && value.All(char.IsAsciiLetterOrDigit);

    private static IEnumerable<string> ValuesOf(string[] entries, string scheme) => entries
        .Where(entry => entry.StartsWith(scheme, StringComparison.Ordinal))
        .Select(entry => entry[scheme.Length..]);

    private static bool IsSignature(string value) =>
        value.Length == DigitsOfSha256 && value.All(char.IsAsciiHexDigitLower);

    private bool IsFresh(string time) =>
        time.Length <= 12 && time.All(char.IsAsciiDigit)
        && Math.Abs(long.Parse(time, CultureInfo.InvariantCulture) - clock.GetUtcNow().ToUnixTimeSeconds())
            <= ToleranceSeconds;

    private static string? Decode(ReadOnlyMemory<byte> body)
    {
        try
        {
            return StrictUtf8.GetString(body.Span);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
