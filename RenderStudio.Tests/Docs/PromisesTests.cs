using System.Text.RegularExpressions;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Docs;

/// <summary>The tests that docs/promises.md names exist and run.</summary>
public sealed partial class PromisesTests
{
    private static readonly string[][] Rows = [..
        from line in File.ReadLines(Path.Combine(Repository.Root, "docs", "promises.md"))
        where line.StartsWith('|') && line is not ("| Promise | Test |" or "|---|---|")
        select line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()];

    [Fact]
    public void Every_promise_is_listed_once_and_names_its_tests()
    {
        Assert.NotEmpty(Rows);
        Assert.All(Rows, row => Assert.Equal(2, row.Length));
        Assert.All(Rows, row => Assert.Matches(ListOfTests(), row[1]));
        Assert.Distinct(Rows.Select(row => row[0]));
    }

    [Fact]
    public void Every_named_test_exists() => Assert.Empty(
        Rows.SelectMany(row => Names().Matches(row[^1])).Select(name => name.Groups[1].Value).Except(TestNames.All));

    [GeneratedRegex(@"^`\w+(\.\w+)?`(, `\w+(\.\w+)?`)*$")]
    private static partial Regex ListOfTests();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Names();
}
