using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using RenderStudio.Functions.Hosting;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Docs;

/// <summary>docs/configuration.md lists the settings of the options classes with their defaults and ranges.</summary>
public sealed partial class ConfigurationTests
{
    private const string DependsOnTheMachine = "number of processors, at most 4";

    private static readonly string[] OfTheHost =
        ["AzureWebJobsStorage", "AzureWebJobsStorage__blobServiceUri", "AzureWebJobsStorage__queueServiceUri"];

    private static readonly List<Row> Rows =
    [
        .. from line in File.ReadLines(Path.Combine(Repository.Root, "docs", "configuration.md"))
           where line.StartsWith("| `", StringComparison.Ordinal)
           let cells = line.Split('|', StringSplitOptions.TrimEntries)
           select new Row(cells[1].Trim('`'), cells[2], cells[3], cells[4]),
    ];

    [Fact]
    public void Each_setting_is_listed_exactly_once_and_no_unknown_setting_is_listed() => Assert.Equal(
        DeclaredSettings.All.Select(setting => setting.Name).Order(StringComparer.Ordinal),
        Rows.Select(row => row.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Each_setting_has_a_description() => Assert.DoesNotContain(Rows, row => row.Meaning == "");

    [Fact]
    public void Each_documented_default_matches_the_code() => Assert.All(
        DeclaredSettings.All, setting => Assert.Contains(RowOf(setting).Default, Defaults(setting)));

    [Fact]
    public void Each_documented_range_matches_the_code() => Assert.All(
        DeclaredSettings.All.Where(setting => !setting.Name.EndsWith(":Algorithm", StringComparison.Ordinal)),
        setting => Assert.Equal(RangeOf(setting), RowOf(setting).Range));

    [Fact]
    public async Task A_start_without_the_required_settings_reports_each_of_them()
    {
        await using var app = PlainServer.Build([]);

        var errors = string.Join('\n', ConfigurationErrors.Of(app.Services));

        Assert.All(
            Rows.Where(row => row.Default == "required"), row => Assert.Contains(row.Name.Split(":0")[0], errors));
    }

    [Fact]
    public void The_other_pages_name_only_settings_that_exist()
    {
        var sections = DeclaredSettings.All.Select(setting => setting.Name.Split(':')[0]).ToHashSet();
        var names = DeclaredSettings.All.Select(setting => setting.Name.Split(":0")[0]).ToHashSet();
        var pages = Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(Repository.Root, "README.md"));

        var named = pages.SelectMany(page => Names().Matches(File.ReadAllText(page)))
            .Where(match => sections.Contains(match.Groups["section"].Value))
            .Select(match => match.Value.Trim('`').Replace("__", ":").Split(":0")[0]);

        Assert.Empty(named.Where(name => !names.Any(known => known == name || IsWithin(known, name))).Distinct());
    }

    private static bool IsWithin(string name, string section) =>
        name.StartsWith($"{section}:", StringComparison.Ordinal);

    private static Row RowOf(DeclaredSetting setting) => Rows.Single(row => row.Name == setting.Name);

    private static string[] Defaults(DeclaredSetting setting) => setting.Default switch
    {
        null or "" => ["required", "none", .. OfTheHost.Select(name => $"`{name}`")],
        string text => [$"`{text}`"],
        bool flag => [flag ? "`true`" : "`false`"],
        _ when setting.Name == "Imaging:MaxParallelPictures" => [DependsOnTheMachine],
        var number => [Text(number)],
    };

    private static string RangeOf(DeclaredSetting setting)
    {
        var property = setting.Property;
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            return Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture) >= long.MaxValue
                ? $"at least {Text(range.Minimum)}"
                : $"{Text(range.Minimum)} to {Text(range.Maximum)}";
        }

        IEnumerable<object?> values = property.PropertyType == typeof(bool)
            ? ["true", "false"]
            : property.GetCustomAttribute<AllowedValuesAttribute>()?.Values
                ?? property.GetCustomAttribute<RegularExpressionAttribute>()?.Pattern.Split('|') ?? [];
        return string.Join(", ", values.Select(value => $"`{value}`"));
    }

    private static string Text(object number) => Convert.ToString(number, CultureInfo.InvariantCulture)!;

    [GeneratedRegex("`(?<section>[A-Z][A-Za-z]+)(:|__)[A-Z][A-Za-z]+((:|__)[A-Za-z0-9]+)*`")]
    private static partial Regex Names();

    private sealed record Row(string Name, string Default, string Range, string Meaning);
}
