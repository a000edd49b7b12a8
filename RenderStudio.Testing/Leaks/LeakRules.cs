using System.Buffers;
using System.Text.RegularExpressions;

namespace RenderStudio.Testing.Leaks;

/// <summary>
/// Detects sensitive content in a text. A secret is detected by its value, which the test knows; links and tokens are
/// detected by their form. Findings name the place and the kind, never the value.
/// </summary>
/// <param name="secrets">Values by name, such as keys, tokens and connection strings.</param>
/// <param name="prompts">Words or sentences of owners.</param>
public sealed partial class LeakRules(IReadOnlyDictionary<string, string> secrets, IReadOnlyCollection<string> prompts)
{
    /// <summary>Shorter values are common words that occur by chance, such as a password <c>postgres</c>.</summary>
    private const int ShortestSecret = 12;

    private readonly List<(string Name, string[] Forms)> known =
        [.. secrets.Where(secret => secret.Value.Length >= ShortestSecret).Select(one => (one.Key, Forms(one.Value)))];

    // A scan reads hundreds of thousands of texts: all values are searched in one pass.
    private readonly SearchValues<string> secretForms = SearchValues.Create(
        [.. secrets.Values.Where(value => value.Length >= ShortestSecret).SelectMany(Forms)], StringComparison.Ordinal);

    private readonly SearchValues<string> promptWords =
        SearchValues.Create([.. prompts], StringComparison.OrdinalIgnoreCase);

    /// <summary>Secrets, in any of the forms in which they are written.</summary>
    public IEnumerable<string> Secrets(string place, string text)
    {
        if (text.AsSpan().ContainsAny(secretForms))
        {
            foreach (var (name, forms) in known)
            {
                if (forms.Any(form => text.Contains(form, StringComparison.Ordinal)))
                    yield return $"{place}: {name}";
            }
        }

        foreach (var kind in Kinds().Matches(text).Select(match => match.Value[..3]).Distinct())
            yield return $"{place}: a token that begins with {kind}";
    }

    /// <summary>
    /// Links that grant access: signed links of storage, and the app's links for webhooks and inputs.
    /// </summary>
    public static IEnumerable<string> Links(string place, string text) =>
        SignedLink().Matches(text).Select(match => $"{place}: a link with {match.Groups[1].Value}=").Distinct();

    public IEnumerable<string> Prompts(string place, string text) =>
        text.AsSpan().ContainsAny(promptWords) ? [$"{place}: a prompt"] : [];

    /// <summary>Characters by which a text forges a log line or controls a terminal.</summary>
    public static IEnumerable<string> Controls(string place, string text) =>
        Control().IsMatch(text) ? [$"{place}: a control character"] : [];

    private static string[] Forms(string value) =>
        [.. new[] { value, Uri.EscapeDataString(value), value.Replace("+", "\\u002B") }.Distinct()];

    [GeneratedRegex(
        @"\br8_[A-Za-z0-9]{6,}|\b[rs]k_(?:live|test)_[A-Za-z0-9]{6,}|\brsk_[\w-]{6,}"
        + @"|\bv1,[A-Za-z0-9+/]{43}=|\bt=\d{10},v1=[0-9a-f]{64}"
        + @"|\bwhsec_[A-Za-z0-9+/]{12,}|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}|AccountKey=\w")]
    private static partial Regex Kinds();

    [GeneratedRegex(@"(?:[?&]|\\u0026)(sig|token|studio)=[^\s&""']{8,}", RegexOptions.IgnoreCase)]
    private static partial Regex SignedLink();

    [GeneratedRegex(@"[\u0000-\u0008\u000b-\u001f\u007f\u0085\u2028\u2029]")]
    private static partial Regex Control();
}
