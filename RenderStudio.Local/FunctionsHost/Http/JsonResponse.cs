using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using RenderStudio.Local.FunctionsHost.Invocations;

namespace RenderStudio.Local.FunctionsHost.Http;

/// <summary>Writes what a handler put under its http output: <c>{statusCode, headers, body}</c>.</summary>
internal static class JsonResponse
{
    public static async Task WriteAsync(HttpResponse response, JToken? output, string function)
    {
        if (output is null or { Type: JTokenType.Null })
        {
            await response.WriteAsync("{}");
            return;
        }
        if (output is not JObject shape)
            throw Malformed(function);
        response.StatusCode = StatusCode(shape, function);
        foreach (var header in Property(shape, "headers") switch
        {
            null => [],
            JObject headers => headers.Properties(),
            _ => throw Malformed(function),
        })
            response.Headers[header.Name] = header.Value.ToString();
        await WriteBodyAsync(response, Property(shape, "body"));
    }

    // "status" alone, as other workers write it, is not looked at.
    private static int StatusCode(JObject shape, string function) => Property(shape, "statusCode") switch
    {
        null => StatusCodes.Status200OK,
        JValue value when int.TryParse(value.ToString(), out var code) && code is >= 100 and < 1000 => code,
        _ => throw Malformed(function),
    };

    private static Task WriteBodyAsync(HttpResponse response, JToken? body) => body switch
    {
        null or { Type: JTokenType.Null } => Task.CompletedTask,
        { Type: JTokenType.String } text => response.WriteAsync((string)text!),
        _ => response.WriteAsync(body.ToString(Formatting.Indented)),
    };

    private static JToken? Property(JObject shape, string name) =>
        shape.GetValue(name, StringComparison.OrdinalIgnoreCase);

    private static InvocationFailedException Malformed(string function) =>
        new($"{function} answered with an http output that is not {{statusCode, headers, body}}.");
}
