using System.Text.RegularExpressions;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Local;

public sealed partial class ReadmeTests
{
    [Fact]
    public void Every_link_of_the_README_and_the_docs_has_a_target()
    {
        var pages = Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(Repository.Root, "README.md"));

        Assert.All(pages, page => Assert.All(
            Links().Matches(File.ReadAllText(page)).Select(link => link.Groups[1].Value),
            target => Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, target)), target)));
    }

    [GeneratedRegex(@"\]\((?!http)([^)#]+)(?:#[^)]*)?\)")]
    private static partial Regex Links();
}
