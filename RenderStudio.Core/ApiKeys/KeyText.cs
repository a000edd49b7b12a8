using System.Buffers;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace RenderStudio.Core.ApiKeys;

/// <summary>
/// The text of an API key: <c>rsk_</c>, 43 random characters of base62 (256 bits) and a checksum of six characters, the
/// CRC-32 of what precedes it. Scanners for secrets recognise a key by it, and a mistyped key needs no database call.
/// </summary>
public static class KeyText
{
    public const string Prefix = "rsk_";

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int RandomLength = 43, ChecksumLength = 6, ShownLength = 12;
    private const int UncheckedLength = 4 + RandomLength;

    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);

    public static string Generate()
    {
        var text = Prefix + RandomNumberGenerator.GetString(Alphabet, RandomLength);
        return text + Checksum(text);
    }

    /// <summary>Whether a text can be a key; false for a mistyped one.</summary>
    public static bool IsWellFormed(string text) =>
        text.Length == UncheckedLength + ChecksumLength
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && !text.AsSpan(Prefix.Length).ContainsAnyExcept(Letters)
        && text.AsSpan(UncheckedLength).SequenceEqual(Checksum(text[..UncheckedLength]));

    /// <summary>
    /// The stored form of a key. A slow hash protects texts that can be guessed; a key of 256 random bits cannot be.
    /// The key is found by this hash, so no comparison reveals how much of a wrong key is correct.
    /// </summary>
    public static byte[] Hash(string text) => SHA256.HashData(Encoding.ASCII.GetBytes(text));

    /// <summary>The part of a key that its owner sees later.</summary>
    public static string Shown(string text) => text[..ShownLength];

    private static string Checksum(string text)
    {
        var rest = Crc32.HashToUInt32(Encoding.ASCII.GetBytes(text));
        Span<char> digits = stackalloc char[ChecksumLength];
        for (var place = ChecksumLength - 1; place >= 0; place--)
        {
            digits[place] = Alphabet[(int)(rest % (uint)Alphabet.Length)];
            rest /= (uint)Alphabet.Length;
        }

        return new(digits);
    }
}
