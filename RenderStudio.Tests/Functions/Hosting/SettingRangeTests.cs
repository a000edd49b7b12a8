using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using RenderStudio.Functions.Hosting;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>The range of each setting, at its limits and directly beyond them.</summary>
public sealed class SettingRangeTests
{
    private static readonly IReadOnlyList<Ranged> All =
    [
        .. from type in new[] { typeof(Core.Problem).Assembly, typeof(RenderStudio.Functions.Program).Assembly }
                .SelectMany(assembly => assembly.GetTypes())
           where type.GetField("Section") is { IsLiteral: true }
           from ranged in Of(type, (string)type.GetField("Section")!.GetRawConstantValue()!)
           select ranged,
    ];

    [Fact]
    public async Task The_minimum_of_every_setting_is_accepted() =>
        Assert.Empty(await ErrorsAsync(ranged => ranged.Text(ranged.Range.Minimum)));

    [Fact]
    public async Task The_maximum_of_every_setting_is_accepted() =>
        Assert.Empty(await ErrorsAsync(ranged => ranged.Text(ranged.Range.Maximum)));

    [Fact]
    public async Task A_value_below_the_minimum_of_a_setting_is_reported_by_name() =>
        IsEachNamed(await ErrorsAsync(ranged => ranged.Text(ranged.Range.Minimum, -1)), _ => true);

    [Fact]
    public async Task A_value_above_the_maximum_of_a_setting_is_reported_by_name() =>
        IsEachNamed(await ErrorsAsync(ranged => ranged.Text(ranged.Range.Maximum, 1)), ranged => ranged.HasMore);

    [Theory]
    [InlineData("Storage:UploadMinutes", "10", "10.01")]
    [InlineData("Storage:StagedUploadRetentionMinutes", "10", "9.99")]
    [InlineData("Http:BodyMemoryMB", "96", "95")]
    [InlineData("Http:BodyMemoryMB", "4096", "4097")]
    [InlineData("Plans:Free:MaxVariants", "4", "5")]
    public async Task Each_described_range_matches_the_setting(string setting, string accepted, string refused)
    {
        var settings = SampleSettings.Read();

        settings[setting] = accepted;
        await using var within = PlainServer.Build(settings);
        Assert.Empty(ConfigurationErrors.Of(within.Services));

        settings[setting] = refused;
        await using var beyond = PlainServer.Build(settings);
        Assert.Contains($" {setting} ", $" {Assert.Single(ConfigurationErrors.Of(beyond.Services))} ");
    }

    private static void IsEachNamed(IReadOnlyList<string> errors, Func<Ranged, bool> expected)
    {
        var wanted = All.Where(expected).Select(ranged => ranged.Name).ToList();
        Assert.True(wanted.Count > 50, $"Only {wanted.Count} ranges were found.");
        Assert.All(wanted, name => Assert.Contains(errors, sentence => $" {sentence} ".Contains($" {name} ")));
    }

    private static async Task<IReadOnlyList<string>> ErrorsAsync(Func<Ranged, string> value)
    {
        var settings = SampleSettings.Read();
        foreach (var ranged in All)
            settings[ranged.Name] = value(ranged);
        await using var app = PlainServer.Build(settings);
        return [.. ConfigurationErrors.Of(app.Services)];
    }

    private static IEnumerable<Ranged> Of(Type type, string section) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).SelectMany(property =>
            property.GetCustomAttribute<RangeAttribute>() is { } range
                ? [new($"{section}:{property.Name}", range, property.PropertyType)]
                : property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal)
                    ? Of(property.PropertyType, $"{section}:{property.Name}")
                    : []);

    private sealed record Ranged(string Name, RangeAttribute Range, Type Type)
    {
        public bool HasMore => Range.Maximum is not double.MaxValue && Number(Range.Maximum) < 9e18m;

        /// <param name="steps">Distance from the limit, in steps of 1, or of 0.0001 for a floating-point type.</param>
        public string Text(object end, int steps = 0) =>
            (Math.Min(long.MaxValue, Number(end) + (steps * (Type == typeof(double) ? 0.0001m : 1m))))
            .ToString(CultureInfo.InvariantCulture);

        private static decimal Number(object end) =>
            end is double real && real >= 9e18 ? long.MaxValue : Convert.ToDecimal(end, CultureInfo.InvariantCulture);
    }
}
