using Microsoft.AspNetCore.Http.Extensions;
using Newtonsoft.Json.Linq;
using RenderStudio.Local.FunctionsHost.Apps;
using RenderStudio.Local.FunctionsHost.Handlers;
using RenderStudio.Local.FunctionsHost.Invocations;

namespace RenderStudio.Local.FunctionsHost.Http;

/// <summary>An HTTP function without proxying: the request is described in JSON, and so is the response.</summary>
internal sealed class JsonMode(TriggerCall call)
{
    public async Task RunAsync(HttpContext context, AppFunction<HttpTrigger> function, HandlerLife handler)
    {
        var payload = await DescribeAsync(context, function.Trigger.BindingName);
        var reply = await call.RunAsync(handler, function.Name, payload, context.RequestAborted);
        var output = function.Trigger.OutputName == "$return"
            ? reply.ReturnValue
            : reply.Outputs.GetValue(function.Trigger.OutputName, StringComparison.OrdinalIgnoreCase);
        await JsonResponse.WriteAsync(context.Response, output, function.Name);
    }

    private static async Task<TriggerPayload> DescribeAsync(HttpContext context, string bindingName)
    {
        var request = context.Request;
        var query = new JObject(request.Query.Select(entry => new JProperty(entry.Key, entry.Value.ToString())));
        var description = new JObject
        {
            ["Url"] = request.GetEncodedUrl(),
            ["Method"] = request.Method,
            ["Query"] = query,
            ["Headers"] = new JObject(request.Headers.Select(
                entry => new JProperty(entry.Key, JArray.FromObject(entry.Value.ToArray())))),
            ["Params"] = new JObject(request.RouteValues.Select(entry => new JProperty(entry.Key, entry.Value))),
            ["Identities"] = new JArray(),
        };
        var payload = new TriggerPayload(bindingName, description);
        if (request.ContentLength > 0)
            await AddBodyAsync(request, description, payload);
        foreach (var (name, value) in request.Query)
            payload.With(name, value.ToString());
        foreach (var (name, value) in request.RouteValues)
            payload.With(name, value?.ToString());
        return payload.With("Query", query).With("Headers", new JObject(request.Headers.Select(
            entry => new JProperty(entry.Key, entry.Value.ToString()))));
    }

    private static async Task AddBodyAsync(HttpRequest request, JObject description, TriggerPayload payload)
    {
        if (IsBinary(request.ContentType ?? ""))
        {
            using var bytes = new MemoryStream();
            await request.Body.CopyToAsync(bytes, request.HttpContext.RequestAborted);
            description["Body"] = Convert.ToBase64String(bytes.ToArray());
            return;
        }
        using var reader = new StreamReader(request.Body, leaveOpen: true);
        var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        description["Body"] = text;
        payload.WithPropertiesOf(text);
    }

    private static bool IsBinary(string contentType) =>
        contentType.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase)
        || contentType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);
}
