using System.Text.RegularExpressions;
using RenderStudio.Testing.App;
using RenderStudio.Tests.Scenarios;

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

    [Fact]
    public void The_README_opens_with_two_pictures_of_at_most_150_KB()
    {
        const int mostBytes = 150 * 1024;
        var opening = File.ReadAllText(Path.Combine(Repository.Root, "README.md")).Split("\n## ")[0];

        var pictures = Pictures().Matches(opening).Select(link => link.Groups[1].Value).ToList();

        Assert.Equal(ReadmeImages.Names.Select(name => $"docs/images/{name}"), pictures);
        Assert.All(pictures, picture =>
            Assert.InRange(new FileInfo(Path.Combine(Repository.Root, picture)).Length, 1, mostBytes));
    }

    [GeneratedRegex(@"!\[[^\]]+\]\(([^)]+)\)")]
    private static partial Regex Pictures();

    [GeneratedRegex(@"\]\((?!http)([^)#]+)(?:#[^)]*)?\)")]
    private static partial Regex Links();
}
