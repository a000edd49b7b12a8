using System.Reflection;
using System.Text.RegularExpressions;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Local;

public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
    private static readonly string[] Rows = [.. Readme.Split('\n').Where(line => line.StartsWith('|'))];

    [Fact]
    public void Every_setting_stands_in_the_table() => Assert.Empty(
        from type in new[] { typeof(Core.Problem).Assembly, typeof(RenderStudio.Functions.Program).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
        where type.GetField("Section") is { IsLiteral: true }
        let section = (string)type.GetField("Section")!.GetRawConstantValue()!
        from setting in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where !Rows.Any(row => row.Contains($"`{section}:", StringComparison.Ordinal)
            && Regex.IsMatch(row, $"[:`]{setting.Name}[:`]"))
        select $"{section}:{setting.Name}");

    [Fact]
    public void Every_link_leads_somewhere()
    {
        foreach (var target in Links().Matches(Readme).Select(link => link.Groups[1].Value))
            Assert.True(Path.Exists(Path.Combine(Repository.Root, target)), target);
    }

    [GeneratedRegex(@"\]\((?!http)([^)]+)\)")]
    private static partial Regex Links();
}
