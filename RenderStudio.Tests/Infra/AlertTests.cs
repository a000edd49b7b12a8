using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Infra;

/// <summary>The alerts search for log lines and functions that exist, and docs/operations.md explains each.</summary>
[Collection<OnTheTemplates>]
public sealed partial class AlertTests(Templates templates)
{
    private static readonly string[] Expected =
        ["alarm", "oldest-pending", "poison-queue", "reconciler-silent", "replicate-credit", "webhooks-refused"];

    private static readonly List<string> Messages =
    [
        .. from assembly in new[] { typeof(Core.Problem).Assembly, typeof(RenderStudio.Functions.Program).Assembly }
           from type in assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
           let message = method.GetCustomAttribute<LoggerMessageAttribute>()?.Message
           where message is not null
           select message,
    ];

    private IReadOnlyList<TemplateResource> Rules =>
        templates[Templates.Production].OfType("Microsoft.Insights/scheduledQueryRules");

    [Fact]
    public void Each_alert_exists_and_notifies_the_operators()
    {
        Assert.Equal(Expected, Rules.Select(NameOf).Order(StringComparer.Ordinal));
        Assert.All(Rules, rule =>
        {
            Assert.Equal("True", rule.TextAt("properties.enabled"));
            Assert.Equal("PT5M", rule.TextAt("properties.windowSize"));
            Assert.Contains("ag-prod", rule.TextAt("properties.actions.actionGroups"));
        });
        var receivers = Assert.Single(templates[Templates.Production].OfType("Microsoft.Insights/actionGroups"));
        Assert.Contains("operators@example.com", receivers.TextAt("properties.emailReceivers"));
    }

    [Fact]
    public void Each_text_that_an_alert_searches_for_begins_a_log_line_of_the_app()
    {
        var texts = Rules.SelectMany(rule => Prefix().Matches(QueryOf(rule)))
            .Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(texts);
        Assert.All(texts, text => Assert.Contains(Messages, message => Begins(message, text)));
    }

    [Fact]
    public void Each_function_that_an_alert_names_exists()
    {
        var names = Rules.Select(QueryOf).Where(query => query.StartsWith("AppRequests", StringComparison.Ordinal))
            .SelectMany(query => Named().Match(query).Value.Split('"').Where((_, place) => place % 2 == 1)).ToList();

        Assert.Equal(7, names.Count);
        Assert.Empty(names.Except(FunctionNames.All));
        Assert.Equal(
            FunctionNames.OfQueues.Where(name => name.EndsWith("Poison", StringComparison.Ordinal)).Order(),
            names.Where(name => name.EndsWith("Poison", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void The_alert_for_silence_fires_without_a_row_and_the_others_with_one()
    {
        foreach (var rule in Rules)
        {
            var condition = rule.At("properties.criteria.allOf")!.Value[0];
            var fires = (condition.GetProperty("operator").GetString(), condition.GetProperty("threshold").GetInt32());
            Assert.Equal(NameOf(rule) == "reconciler-silent" ? ("LessThan", 1) : ("GreaterThan", 0), fires);
        }
    }

    [Theory]
    [MemberData(nameof(Templates.Names), MemberType = typeof(Templates))]
    public void Sampling_drops_no_row_that_an_alert_reads(string environment)
    {
        var kept = AppSettings.Of(templates[environment])[
            "AzureFunctionsJobHost__logging__applicationInsights__samplingSettings__excludedTypes"].Text.Split(';');

        Assert.Contains("Request", kept);
        Assert.Contains("Trace", kept);
    }

    [Fact]
    public void Each_alert_is_explained()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));

        Assert.All(Expected, name => Assert.Contains($"| `{name}` |", page));
    }

    private static string NameOf(TemplateResource rule) => rule.TextAt("properties.displayName");

    private static string QueryOf(TemplateResource rule) =>
        rule.At("properties.criteria.allOf")!.Value[0].GetProperty("query").GetString()!;

    // "Replicate rejected the account (HTTP {StatusCode}): …" begins "Replicate rejected the account (HTTP 402)".
    private static bool Begins(string message, string text)
    {
        var pattern = string.Join(".+", Placeholder().Split(message).Select(Regex.Escape));
        var constant = Placeholder().Split(message)[0];
        return constant.StartsWith(text, StringComparison.Ordinal)
            || (constant.Length > 10 && text.StartsWith(constant, StringComparison.Ordinal)
                && Regex.IsMatch(text + " x", "^" + pattern[..pattern.IndexOf(@":\ ", StringComparison.Ordinal)]));
    }

    [GeneratedRegex("""startswith "([^"]+)""")]
    private static partial Regex Prefix();

    [GeneratedRegex("""Name (?:in \([^)]+\)|== "[^"]+")""")]
    private static partial Regex Named();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();
}
