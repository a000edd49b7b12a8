using System.Text;
using System.Text.RegularExpressions;

namespace RenderStudio.Core.Replicate;

/// <summary>
/// Cleans Replicate's messages for logs and rows: one line, truncated, without links, secrets, quoted text and the
/// input that was sent.
/// </summary>
internal static partial class ProviderText
{
    private const int MaxLength = 500;

    /// <summary>Shorter input texts are values of the API, such as an aspect ratio, and stay.</summary>
    private const int ShortestSent = 4;

    /// <summary>Number of consecutive characters of an input text that count as an echo of it.</summary>
    private const int Echo = 16;

    private const string Input = "[input]";

    public static string Clean(string text, params IEnumerable<string> sent)
    {
        text = WithoutEchoes(text, [.. sent.OrderByDescending(one => one.Length)]);
        if (text.Length > MaxLength * 8)
            text = text[..(MaxLength * 8)];
        text = Links().Replace(text, "[link]");
        text = Secrets().Replace(text, "[secret]");
        text = Quoted().Replace(text, "[text]");
        text = Unprintable().Replace(text, " ");
        return text.Length <= MaxLength ? text : Truncate(text);
    }

    private static string WithoutEchoes(string text, IReadOnlyList<string> sent)
    {
        foreach (var one in sent.Where(one => one.Length is >= ShortestSent and < Echo))
            text = text.Replace(one, Input, StringComparison.OrdinalIgnoreCase);
        var echoes = sent.SelectMany(Parts).ToHashSet(StringComparer.OrdinalIgnoreCase)
            .GetAlternateLookup<ReadOnlySpan<char>>();
        var kept = new StringBuilder(text.Length);
        for (int at = 0, hidden = 0; at < text.Length; at++)
        {
            if (at + Echo <= text.Length && echoes.Contains(text.AsSpan(at, Echo)))
            {
                if (at >= hidden)
                    kept.Append(Input);
                hidden = at + Echo;
            }

            if (at >= hidden)
                kept.Append(text[at]);
        }

        return kept.ToString();
    }

    private static IEnumerable<string> Parts(string text) =>
        Enumerable.Range(0, Math.Max(0, text.Length - Echo + 1)).Select(at => text.Substring(at, Echo));

    /// <summary>Truncates the text without splitting a surrogate pair.</summary>
    private static string Truncate(string text) =>
        text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];

    [GeneratedRegex(@"([a-z][a-z0-9+.-]{1,20}://|data:)[^\s""'<>]+", RegexOptions.IgnoreCase)]
    private static partial Regex Links();

    [GeneratedRegex(
        @"\b(r8_|whsec_|rsk_|sk_|eyJ)[\w.+/=-]+|\b(bearer|basic|token)\s+[\w.+/=-]{8,}"
            + @"|(sig|token|key|secret|password|signature)\s*[=:]\s*[^\s&""']+",
        RegexOptions.IgnoreCase)]
    private static partial Regex Secrets();

    [GeneratedRegex("\"[^\"]{16,}\"?|'[^']{16,}'|`[^`]{16,}`?")]
    private static partial Regex Quoted();

    // Control, format, unpaired surrogate, private use and unassigned characters, and line and paragraph separators.
    [GeneratedRegex(
        @"[\p{C}\p{Zl}\p{Zp}-[\ud800-\udfff]]"
            + @"|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]")]
    private static partial Regex Unprintable();
}
