using System.Net;
using Yarp.ReverseProxy.Forwarder;

namespace RenderStudio.Local.FunctionsHost.Http;

/// <summary>
/// Transforms a request for the worker: Host is the worker's own address, <c>X-Forwarded-*</c> contains what the client
/// requested, and values that the client sent for these headers or the invocation id are replaced.
/// </summary>
internal sealed class ProxyTransformer(string invocationId) : HttpTransformer
{
    public override async ValueTask TransformRequestAsync(
        HttpContext context, HttpRequestMessage request, string destinationPrefix, CancellationToken ct)
    {
        await base.TransformRequestAsync(context, request, destinationPrefix, ct);
        request.Headers.Host = null;
        Set(request, "x-ms-invocation-id", invocationId);
        Set(request, "X-Forwarded-For", PeerOf(context));
        Set(request, "X-Forwarded-Host", context.Request.Host.ToUriComponent());
        Set(request, "X-Forwarded-Proto", context.Request.Scheme);
        Set(request, "X-Forwarded-Prefix", null);
    }

    private static string? PeerOf(HttpContext context) => context.Connection.RemoteIpAddress switch
    {
        { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
        IPAddress address => address.ToString(),
        null => null,
    };

    private static void Set(HttpRequestMessage request, string name, string? value)
    {
        request.Headers.Remove(name);
        if (!string.IsNullOrEmpty(value))
            request.Headers.TryAddWithoutValidation(name, value);
    }
}
