using System.Globalization;
using System.Text.RegularExpressions;

namespace RenderStudio.Tests.Infra;

/// <summary>
/// Values that the compiler leaves as expressions because they are known only after a deployment: names of the cloud
/// and outputs of modules. Samples replace them.
/// </summary>
internal static partial class TemplateExpression
{
    private static readonly Dictionary<string, string> Samples = new()
    {
        ["clientId"] = "33333333-3333-3333-3333-333333333333",
        ["connectionString"] = "InstrumentationKey=44444444-4444-4444-4444-444444444444",
        ["defaultDomain"] = "happy-name.australiaeast.azurecontainerapps.io",
        ["host"] = "psql.postgres.database.azure.com",
    };

    public static string Evaluate(string value)
    {
        if (!value.StartsWith('['))
            return value;
        var known = Outputs().Replace(value[1..^1], output => $"'{Samples[output.Groups["name"].Value]}'")
            .Replace("environment().suffixes.storage", "'core.windows.net'")
            .Replace("environment().suffixes.keyvaultDns", "'.vault.azure.net'");
        // The compiler writes an empty text for null.
        known = Coalesced().Replace(known, "${value}");
        if (Literal().Match(known) is { Success: true } literal)
            return literal.Groups["text"].Value;
        var format = Format().Match(known);
        Assert.True(format.Success, $"Cannot evaluate {value}");
        return string.Format(
            CultureInfo.InvariantCulture, format.Groups["text"].Value,
            [.. format.Groups["argument"].Captures.Select(argument => argument.Value.Trim('\''))]);
    }

    [GeneratedRegex(@"reference\(.*?\)\.(?:outputs\.(?<name>\w+)\.value|(?<name>defaultDomain))")]
    private static partial Regex Outputs();

    [GeneratedRegex(@"^if\(equals\((?<value>.+), null\(\)\), '', \k<value>\)$")]
    private static partial Regex Coalesced();

    [GeneratedRegex("^'(?<text>[^']*)'$")]
    private static partial Regex Literal();

    [GeneratedRegex(@"^format\('(?<text>[^']*)'(?:, (?<argument>'[^']*'|\d+))*\)$")]
    private static partial Regex Format();
}
