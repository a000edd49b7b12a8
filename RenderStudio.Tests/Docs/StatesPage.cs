using System.Text.RegularExpressions;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Docs;

/// <summary>The tables and the diagram of docs/states.md.</summary>
internal static partial class StatesPage
{
    private static readonly string[] Live = ["pending", "starting", "queued", "running", "storing"];

    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "states.md"));

    /// <summary>The quoted terms in the first column of the table of a section.</summary>
    public static IEnumerable<string> Terms(string section) => Rows(section).SelectMany(row => Words(row[0]));

    public static IEnumerable<(string From, string To)> Moves() =>
        from row in Rows("A prediction")
        from source in row[0] == "any live state" ? Live : Words(row[0]).Where(word => word != "timed_out")
        from target in Words(row[1])
        select (source, target);

    /// <summary>The states in the diagram of a prediction.</summary>
    public static IEnumerable<string> Drawn() =>
        StateWord().Matches(Text.Split("```")[1].ReplaceLineEndings(" ")).Select(match => match.Value)
            .Except(["any", "of", "these", "once", "timed_out", "or", "redriven"]);

    private static IEnumerable<string[]> Rows(string section) =>
        from line in Text.Split($"## {section}\n")[1].Split("\n## ")[0].Split('\n')
        where line.StartsWith("| `", StringComparison.Ordinal) || line.StartsWith("| any", StringComparison.Ordinal)
        select line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray();

    private static IEnumerable<string> Words(string cell) => Quoted().Matches(cell).Select(match => match.Groups[1].Value);

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("[a-z_]+")]
    private static partial Regex StateWord();
}
