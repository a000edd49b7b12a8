using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace RenderStudio.Local.FunctionsHost.Invocations;

/// <summary>A handler's reply to a JSON call that counts as success.</summary>
internal sealed record TriggerReply(JObject Outputs, JToken? ReturnValue, IReadOnlyList<string> Logs)
{
    private static readonly string[] Accepted = ["application/json", "text/json"];

    public static async Task<TriggerReply> ReadAsync(string function, HttpResponseMessage reply, CancellationToken ct)
    {
        if (!reply.IsSuccessStatusCode)
            throw Failure(function, $"answered {(int)reply.StatusCode}");
        var text = await reply.Content.ReadAsStringAsync(ct);
        var type = reply.Content.Headers.ContentType?.MediaType;
        if (text.Length == 0 || text.Trim() == "null")
            throw Failure(function, $"answered {(int)reply.StatusCode} with "
                + $"{(text.Length == 0 ? "an empty body" : "null")}. The real host never completes such an invocation: "
                + "it waits until functionTimeout and then kills the handler. "
                + "Answer 200, Content-Type: application/json, body {}");
        if (!Accepted.Contains(type, StringComparer.OrdinalIgnoreCase))
            throw Failure(function, $"answered with content type '{type}', but the host reads application/json and "
                + "text/json only");
        return Parse(function, text);
    }

    private static TriggerReply Parse(string function, string text)
    {
        try
        {
            var json = JObject.Parse(text);
            return new TriggerReply(Object(function, json, nameof(Outputs)),
                json.GetValue(nameof(ReturnValue), StringComparison.OrdinalIgnoreCase), Lines(function, json));
        }
        catch (JsonException)
        {
            throw Failure(function, "answered with a body that is not a JSON object");
        }
    }

    private static JObject Object(string function, JObject json, string name) =>
        json.GetValue(name, StringComparison.OrdinalIgnoreCase) switch
        {
            null or { Type: JTokenType.Null } => [],
            JObject value => value,
            _ => throw Failure(function, $"answered with {name} that is not an object"),
        };

    private static IReadOnlyList<string> Lines(string function, JObject json) =>
        json.GetValue(nameof(Logs), StringComparison.OrdinalIgnoreCase) switch
        {
            null or { Type: JTokenType.Null } => [],
            JArray lines => [.. lines.Select(line => line.ToString())],
            _ => throw Failure(function, "answered with Logs that are not an array"),
        };

    private static InvocationFailedException Failure(string function, string what) => new($"{function} {what}.");
}
