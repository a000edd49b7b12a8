using System.Reflection;
using System.Text.RegularExpressions;
using RenderStudio.Tests.Functions;

namespace RenderStudio.Tests.Local;

public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public void Every_setting_stands_in_the_table()
    {
        var sections = new[] { typeof(Core.Problem).Assembly, typeof(RenderStudio.Functions.Program).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.GetField("Section") is { IsLiteral: true });

        foreach (var section in sections)
        {
            var name = section.GetField("Section")!.GetRawConstantValue();
            Assert.Contains($"`{name}:", Readme, StringComparison.Ordinal);
            foreach (var setting in section.GetProperties(BindingFlags.Public | BindingFlags.Instance))
                Assert.Matches($":{setting.Name}[:`]", Readme);
        }
    }

    [Fact]
    public void Every_link_leads_somewhere()
    {
        foreach (var target in Links().Matches(Readme).Select(link => link.Groups[1].Value))
            Assert.True(Path.Exists(Path.Combine(Repository.Root, target)), target);
    }

    [GeneratedRegex(@"\]\((?!http)([^)]+)\)")]
    private static partial Regex Links();
}
