using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Local;

/// <summary>Each default in the README's table is the one in the code.</summary>
public sealed partial class ReadmeDefaultTests
{
    private static readonly Dictionary<string, object?> Defaults = new(
        from type in new[] { typeof(Core.Problem).Assembly, typeof(RenderStudio.Functions.Program).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
        where type.GetField("Section") is { IsLiteral: true }
        let options = Activator.CreateInstance(type)
        from setting in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        select KeyValuePair.Create(
            $"{type.GetField("Section")!.GetRawConstantValue()}:{setting.Name}", setting.GetValue(options)));

    [Fact]
    public void Each_default_is_that_of_the_code()
    {
        var rows = Table().ToList();

        Assert.True(rows.Count > 60, $"Only {rows.Count} defaults were found.");
        Assert.Empty(rows.Where(row => !Says(row.Default, Defaults[row.Name]))
            .Select(row => $"{row.Name}: {row.Default} is {Defaults[row.Name]}"));
    }

    [Fact]
    public void Plans_are_those_of_the_code()
    {
        var plans = new Core.Usage.PlansOptions();

        var told = new[] { plans.Free, plans.Pro, plans.Studio }.Select(plan =>
            $"{plan.CreditsPerMonth}, {plan.ConcurrentGenerations}, {plan.MaxVariants}, `{plan.BestQuality}`");
        Assert.Contains(
            $"`ConcurrentGenerations`, `MaxVariants`, `BestQuality`: {string.Join(" · ", told)}", Readme);
    }

    private static string Readme { get; } = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    /// <summary>A row may name several settings of one section, with as many defaults.</summary>
    private static IEnumerable<(string Name, string Default)> Table()
    {
        foreach (var cells in Readme.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries)))
        {
            if (cells is not ["", var names, var defaults, _, ""] || defaults == "")
                continue;
            var section = "";
            List<string> settings = [];
            foreach (Match match in Names().Matches(names))
            {
                section = match.Groups[1].Length > 0 ? match.Groups[1].Value : section;
                settings.Add($"{section}:{match.Groups[2].Value}");
            }

            var values = defaults.Split(", ");
            if (settings.Count == values.Length && settings.TrueForAll(Defaults.ContainsKey))
            {
                foreach (var (name, value) in settings.Zip(values))
                    yield return (name, value);
            }
        }
    }

    /// <summary>What stands in for a connection string that is empty.</summary>
    private const string OfTheHost = "AzureWebJobsStorage";

    private static bool Says(string text, object? value) => value switch
    {
        null => text == "none",
        "" => text.Trim('`') == OfTheHost || text.Contains("__", StringComparison.Ordinal),
        string word => text.Trim('`') == word,
        bool flag => text.Trim('`') == (flag ? "true" : "false"),
        System.Collections.ICollection list => text == "none" && list.Count == 0,
        _ => Number(text) == Convert.ToDouble(value, CultureInfo.InvariantCulture),
    };

    private static double Number(string text) => text.EndsWith(" MB", StringComparison.Ordinal)
        ? double.Parse(text[..^3], CultureInfo.InvariantCulture) * 1024 * 1024
        : double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    [GeneratedRegex(@"`([A-Za-z]*):([A-Za-z]+)(?::0)?`")]
    private static partial Regex Names();
}
