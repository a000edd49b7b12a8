using System.Xml.Linq;

namespace RenderStudio.Benchmarks.Planted;

/// <summary>A test run in the copy of the repository.</summary>
/// <param name="Ran">Full name of each test method that ran.</param>
/// <param name="Failures">Test name and first line of each failure.</param>
internal sealed record TestRun(
    bool TimedOut, bool Succeeded, IReadOnlyList<string> Ran, IReadOnlyList<string> Failures, string LastLine)
{
    /// <param name="tests">As <see cref="PlantedBug.Test"/> names them.</param>
    public static async Task<TestRun> RunAsync(
        RepositoryCopy copy, IEnumerable<string> tests, TimeSpan limit, params string[] options)
    {
        var report = Path.Combine(copy.Folder, "planted.xml");
        File.Delete(report);
        var run = await Command.RunAsync(copy.Folder, limit, "dotnet",
        [
            copy.Tests, "-noLogo", "-noColor", "-reporter", "quiet", "-result-xml", report, .. options,
            .. tests.SelectMany(test => new[] { "-method", Pattern(test) }),
        ]);
        var last = run.Lines is [.., var line] ? line : "";
        if (!File.Exists(report))
            return new(run.ExitCode is null, false, [], [], last);
        var results = XDocument.Load(report);
        return new(
            run.ExitCode is null, run.ExitCode == 0,
            [.. results.Descendants("test").Select(test => $"{Of(test, "type")}.{Of(test, "method")}")],
            [.. Failed(results).Select(failed => $"{failed.Name}: {failed.Message}")], last);
    }

    /// <summary>Whether the test, or a test of the class, ran.</summary>
    public bool Includes(string test) => Ran.Any(ran => test.Contains('.')
        ? ran.EndsWith($".{test}", StringComparison.Ordinal)
        : ran.Contains($".{test}.", StringComparison.Ordinal));

    // xunit accepts a wildcard at the start and at the end.
    private static string Pattern(string test) => test.Contains('.') ? $"*.{test}" : $"*.{test}.*";

    // xunit reports a failure outside a test, such as in a fixture, as an error.
    private static IEnumerable<(string Name, string Message)> Failed(XDocument results) => results
        .Descendants("failure")
        .Select(failure => (
            Of(failure.Parent!, "name"), ((string?)failure.Element("message") ?? "").Split('\n')[0].Trim()));

    private static string Of(XElement element, string attribute) => (string?)element.Attribute(attribute) ?? "";
}
