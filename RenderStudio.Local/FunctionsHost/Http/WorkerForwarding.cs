using System.Net;
using Yarp.ReverseProxy.Forwarder;

namespace RenderStudio.Local.FunctionsHost.Http;

/// <summary>Forwards a client's request to the worker's HTTP server and streams the response back.</summary>
internal sealed class WorkerForwarding(IHttpForwarder forwarder, TimeProvider time) : IDisposable
{
    private static readonly ForwarderRequestConfig Config = new()
    {
        // As in the real host, a request without any transferred byte for this time is aborted.
        ActivityTimeout = TimeSpan.FromSeconds(240),
        Version = HttpVersion.Version11,
    };

    private readonly HttpMessageInvoker client = new(new ConnectRetries(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        // The client's traceparent header is forwarded unchanged.
        ActivityHeadersPropagator = null,
    }, time));

    public async Task<ForwarderError> SendAsync(
        HttpContext context, Uri worker, string invocationId, CancellationToken ct) =>
        await forwarder.SendAsync(context, worker.ToString(), client, Config, new ProxyTransformer(invocationId), ct);

    public void Dispose() => client.Dispose();
}
