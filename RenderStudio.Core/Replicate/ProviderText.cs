using System.Text.RegularExpressions;

namespace RenderStudio.Core.Replicate;

/// <summary>
/// Makes Replicate's sentences fit for logs and rows: one line, cut, without links, secrets, quoted text and what we
/// sent.
/// </summary>
internal static partial class ProviderText
{
    private const int Longest = 500;

    /// <summary>Shorter texts that we sent are words of the API, such as an aspect ratio.</summary>
    private const int ShortestSent = 4;

    /// <summary>So many characters of a sent text in a row count as its echo, however much of it follows.</summary>
    private const int Echo = 16;

    public static string Clean(string text, params IEnumerable<string> sent)
    {
        foreach (var one in sent.Where(one => one.Length >= ShortestSent).OrderByDescending(one => one.Length))
            text = WithoutEcho(text, one);
        if (text.Length > Longest * 8)
            text = text[..(Longest * 8)];
        text = Links().Replace(text, "[link]");
        text = Secrets().Replace(text, "[secret]");
        text = Quoted().Replace(text, "[text]");
        text = Unprintable().Replace(text, " ");
        return text.Length <= Longest ? text : Cut(text);
    }

    private static string WithoutEcho(string text, string sent)
    {
        var begin = sent[..Math.Min(Echo, sent.Length)];
        for (var at = 0; (at = text.IndexOf(begin, at, StringComparison.OrdinalIgnoreCase)) >= 0;)
        {
            var length = begin.Length;
            while (length < sent.Length && at + length < text.Length
                && char.ToUpperInvariant(text[at + length]) == char.ToUpperInvariant(sent[length]))
                length++;
            text = $"{text[..at]}[input]{text[(at + length)..]}";
            at += "[input]".Length;
        }

        return text;
    }

    /// <summary>Not within a surrogate pair.</summary>
    private static string Cut(string text) =>
        text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)];

    [GeneratedRegex(@"([a-z][a-z0-9+.-]{1,20}://|data:)[^\s""'<>]+", RegexOptions.IgnoreCase)]
    private static partial Regex Links();

    [GeneratedRegex(
        @"\b(r8_|whsec_|rsk_|sk_|eyJ)[\w.+/=-]+|\b(bearer|basic|token)\s+[\w.+/=-]{8,}"
            + @"|\b(sig|token|key|secret|password|signature)\s*[=:]\s*[^\s&""']+",
        RegexOptions.IgnoreCase)]
    private static partial Regex Secrets();

    [GeneratedRegex("\"[^\"]{16,}\"?|'[^']{16,}'|`[^`]{16,}`?")]
    private static partial Regex Quoted();

    // Control, format, half of a pair, private, unassigned, and the separators of lines and paragraphs.
    [GeneratedRegex(
        @"[\p{C}\p{Zl}\p{Zp}-[\ud800-\udfff]]"
            + @"|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]")]
    private static partial Regex Unprintable();
}
