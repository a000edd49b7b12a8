using System.Reflection;
using System.Text.RegularExpressions;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Docs;

/// <summary>docs/architecture.md names types and methods that exist, and the transitions of docs/states.md.</summary>
public sealed partial class ArchitectureTests
{
    private const BindingFlags Any =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly string Page =
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md"));

    private static readonly ILookup<string, Type> Types =
        new[] { typeof(Core.Problem).Assembly, typeof(RenderStudio.Functions.Program).Assembly }
            .SelectMany(assembly => assembly.GetTypes()).ToLookup(type => type.Name);

    [Fact]
    public void Each_step_of_a_call_chain_names_a_method_that_exists()
    {
        var steps = Steps().Matches(Page);

        Assert.True(steps.Count > 20, $"Only {steps.Count} steps were found.");
        Assert.Empty(steps.Where(step => !Exists(step)).Select(step => step.Value));
    }

    [Fact]
    public void The_transitions_of_the_diagram_match_docs_states() => Assert.Equal(
        StatesPage.Moves().Where(move => move.To is not ("failed" or "canceled")).Distinct().Order(),
        Arrows().Matches(Page).Select(arrow => (arrow.Groups["from"].Value, arrow.Groups["to"].Value)).Order());

    [Fact]
    public void Each_folder_of_Core_is_described() => Assert.Equal(
        Directory.GetDirectories(Path.Combine(Repository.Root, "RenderStudio.Core"))
            .Where(folder => Directory.GetFiles(folder, "*.cs").Length > 0)
            .Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal),
        Folders().Matches(Page).Select(row => row.Groups[1].Value).Order(StringComparer.Ordinal));

    private static bool Exists(Match step) => Types[step.Groups["type"].Value].Any(type =>
        type.GetMethods(Any).Any(method => method.Name == step.Groups["method"].Value));

    [GeneratedRegex(@"`(?!RenderStudio\.)(?<type>[A-Z]\w+)\.(?<method>[A-Z]\w+)`")]
    private static partial Regex Steps();

    [GeneratedRegex(@"^    (?<from>[a-z]+) --> (?<to>[a-z]+)", RegexOptions.Multiline)]
    private static partial Regex Arrows();

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Folders();
}
