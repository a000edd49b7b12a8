using Microsoft.AspNetCore.Routing.Patterns;
using Newtonsoft.Json.Linq;

namespace RenderStudio.Local.FunctionsHost.Apps;

internal static class HttpTriggerReader
{
    public static HttpTrigger Read(
        string function, BindingJson trigger, IReadOnlyList<BindingJson> outputs, string routePrefix)
    {
        CheckAuthLevel(trigger);
        if (outputs.Count != 1)
            throw trigger.Refusal($"an httpTrigger has exactly one http output, and this one has {outputs.Count}: "
                + "without it the host would silently change to JSON calls");
        var route = (trigger.Text("route") is { Length: > 0 } text ? text : function).Trim('/');
        if (route.StartsWith("admin", StringComparison.OrdinalIgnoreCase)
            || route.StartsWith("runtime", StringComparison.OrdinalIgnoreCase))
            throw trigger.Refusal(
                $"route '{route}' conflicts with the host's own: it must not start with admin or runtime");
        var template = routePrefix.Length == 0 ? route : $"{routePrefix}/{route}";
        CheckTemplate(trigger, template);
        return new HttpTrigger(
            trigger.Required("name"), template, Methods(trigger), outputs[0].Required("name"));
    }

    private static void CheckAuthLevel(BindingJson trigger)
    {
        var level = trigger.Text("authLevel")?.ToLowerInvariant() ?? "function";
        if (level is "function" or "admin")
            throw trigger.Refusal(
                $"authLevel is \"{level}\"{(trigger.Text("authLevel") is null ? " when missing" : "")}, "
                + "and the stand-in has no keys: say \"anonymous\" and let the app check its callers");
        if (level != "anonymous")
            throw trigger.Refusal($"authLevel '{level}' is not anonymous, function or admin");
    }

    private static void CheckTemplate(BindingJson trigger, string template)
    {
        try
        {
            RoutePatternFactory.Parse(template);
        }
        catch (RoutePatternException error)
        {
            throw trigger.Refusal($"route '{template}' is no route template: {error.Message.TrimEnd('.')}");
        }
    }

    private static IReadOnlyList<string> Methods(BindingJson trigger) => trigger.Token("methods") switch
    {
        null => [],
        JArray array when array.All(entry => entry.Type == JTokenType.String) =>
            [.. array.Select(entry => ((string)entry!).ToUpperInvariant())],
        _ => throw trigger.Refusal("methods must be an array of strings"),
    };
}
