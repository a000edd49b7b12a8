using System.Text.RegularExpressions;

namespace RenderStudio.Tests.Support;

/// <summary>Finds lines of a log that tell what no log may tell.</summary>
internal static partial class LogScan
{
    /// <param name="log">All its lines.</param>
    /// <param name="words">Words of owners that must not be in it either.</param>
    /// <returns>The lines that tell a secret.</returns>
    public static IReadOnlyList<string> Find(string log, params string[] words) =>
    [
        .. log.Split('\n').Where(line =>
            Secrets().IsMatch(line) || words.Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase))),
    ];

    // Signed links and their parts, tokens, keys and connection strings, links of outputs and of uploaded inputs, and
    // what the scenarios call their owners.
    [GeneratedRegex(
        @"\bsig=|[?&]se=|\btoken=|[?&]studio=|whsec_|\br8_|AccountKey=|Password=|eyJ[\w-]{5}|Bearer \w"
        + @"|/files/out/|replicate\.delivery/|/v1/files/\w+/download|\b(user|phone)-[0-9a-f]{32}")]
    private static partial Regex Secrets();
}
