using RenderStudio.Local.FunctionsHost.Functions;
using RenderStudio.Local.FunctionsHost.Invocations;
using RenderStudio.Local.FunctionsHost.Protocol;
using RenderStudio.Local.FunctionsHost.Worker;

namespace RenderStudio.Local.FunctionsHost.Http;

/// <summary>
/// Creates the part of a request that is sent on the gRPC stream. Method, headers and body are sent by HTTP.
/// </summary>
internal static class HttpInvocation
{
    public static InvocationRequest Create(Function function, HttpContext context, WorkerCapabilities capabilities)
    {
        var request = FunctionInvoker.Request(function);
        request.TraceContext.TraceParent = context.Request.Headers.TraceParent.ToString();
        request.TraceContext.TraceState = context.Request.Headers.TraceState.ToString();
        var http = new RpcHttp();
        foreach (var (name, value) in context.Request.RouteValues)
        {
            if (value?.ToString() is not { } text)
                continue;
            request.TriggerMetadata[name] = new TypedData { String = text };
            if (capabilities.TakesRouteParameters)
                http.NullableParams[name] = new NullableString { Value = text };
        }
        foreach (var (name, value) in context.Request.Query)
            request.TriggerMetadata.TryAdd(name, new TypedData { String = value.ToString() });
        request.InputData.Add(new ParameterBinding
        {
            Name = function.Trigger.Name,
            Data = new TypedData { Http = http },
        });
        return request;
    }
}
