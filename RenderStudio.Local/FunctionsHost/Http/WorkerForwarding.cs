using System.Net;
using Yarp.ReverseProxy.Forwarder;

namespace RenderStudio.Local.FunctionsHost.Http;

/// <summary>Sends a client's request on to the worker's own HTTP server and streams its answer back.</summary>
internal sealed class WorkerForwarding(IHttpForwarder forwarder, TimeProvider time) : IDisposable
{
    private static readonly ForwarderRequestConfig Config = new()
    {
        // As the real host: a request on which no byte moves for so long is given up.
        ActivityTimeout = TimeSpan.FromSeconds(240),
        Version = HttpVersion.Version11,
    };

    private readonly HttpMessageInvoker client = new(new ConnectRetries(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        // A client's traceparent passes unchanged.
        ActivityHeadersPropagator = null,
    }, time));

    public async Task<ForwarderError> SendAsync(
        HttpContext context, Uri worker, string invocationId, CancellationToken ct) =>
        await forwarder.SendAsync(context, worker.ToString(), client, Config, new ProxyTransformer(invocationId), ct);

    public void Dispose() => client.Dispose();
}
