using Npgsql;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Leaks;

/// <summary>
/// Scans the output of a test run for forbidden content: logs, error responses, and every stored row.
/// </summary>
public sealed class LeakScan(LeakRules rules)
{
    /// <summary>The columns in which an owner's words are permitted.</summary>
    public static IReadOnlyList<string> ColumnsOfWords { get; } =
    [
        "generations.prompt", "generations.negative_prompt", "generations.composed_prompt",
        "generations.composed_negative", "renders.prompt", "renders.title", "renders.words",
    ];

    /// <returns>Each finding once.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(
        NpgsqlDataSource database, IEnumerable<string> logLines, IEnumerable<ErrorAnswer> answers)
    {
        HashSet<string> found = [];
        foreach (var line in logLines)
        {
            found.UnionWith(InLogs(line));
            found.UnionWith(LeakRules.Controls("log", line).Select(one => $"{one} in: {Start(line)}"));
        }

        foreach (var answer in answers)
            found.UnionWith(Anywhere($"{answer.Status} of {answer.Call}", answer.Text));
        await foreach (var (column, text) in StoredTexts.ReadAsync(database))
        {
            found.UnionWith(rules.Secrets(column, text).Concat(LeakRules.Links(column, text)));
            if (!ColumnsOfWords.Contains(column))
                found.UnionWith(rules.Prompts(column, text));
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    private IEnumerable<string> Anywhere(string place, string text) =>
        rules.Secrets(place, text).Concat(LeakRules.Links(place, text)).Concat(rules.Prompts(place, text));

    private IEnumerable<string> InLogs(string line) => Anywhere("log", line).Select(one => $"{one} in: {Start(line)}");

    /// <summary>Time, level and category, which identify the writer.</summary>
    private static string Start(string line) =>
        line.Length > 60 && line.IndexOf(": ", 13, StringComparison.Ordinal) is > 0 and var end
            ? line[..end]
            : "a line";
}
