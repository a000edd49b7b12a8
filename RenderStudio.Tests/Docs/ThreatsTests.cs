using System.Text.RegularExpressions;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Docs;

/// <summary>
/// The table of threats in docs/security.md covers each boundary and each category, and the tests that the page names
/// exist.
/// </summary>
public sealed partial class ThreatsTests
{
    private static readonly string[] Boundaries =
        ["browser", "Replicate", "Stripe", "server of an owner", "storage", "operator"];

    private static readonly string[] Categories =
    [
        "spoofing", "tampering", "repudiation", "information disclosure", "denial of service", "elevation of privilege",
    ];

    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "security.md"));

    private static readonly string[][] Rows = [..
        from line in Page.Split("## Threats\n")[1].Split("\n## ")[0].Split('\n')
        where line.StartsWith('|') && !line.StartsWith("| Boundary") && !line.StartsWith("|---")
        select line.Trim('|').Split('|', StringSplitOptions.TrimEntries)];

    [Fact]
    public void Every_boundary_has_a_threat_of_every_category()
    {
        Assert.All(Rows, row => Assert.Equal(5, row.Length));
        var expected = from boundary in Boundaries from category in Categories select $"{boundary}: {category}";
        Assert.Equal(expected.Order(), Rows.Select(row => $"{row[0]}: {row[1]}").Distinct().Order());
    }

    [Fact]
    public void Every_threat_has_a_measure_and_names_its_tests() => Assert.All(Rows, row =>
    {
        Assert.True(row[2].Length > 0 && row[3].Length > 0, string.Join(" | ", row));
        Assert.Matches(ListOfTests(), row[4]);
    });

    [Fact]
    public void Every_test_that_the_page_names_exists() => Assert.Empty(
        NamesOfTests().Matches(Page).Select(name => name.Groups[1].Value)
            .Concat(Rows.SelectMany(row => row[4].Split(", ")).Select(name => name.Trim('`')))
            .Except(TestNames.All));

    [GeneratedRegex(@"^`\w+(\.\w+)?`(, `\w+(\.\w+)?`)*$")]
    private static partial Regex ListOfTests();

    [GeneratedRegex(@"`(\w+(?:Tests|Scenario)(?:\.\w+)?)`")]
    private static partial Regex NamesOfTests();
}
