using System.Net;
using RenderStudio.Local.FunctionsHost.Apps;
using RenderStudio.Local.FunctionsHost.Handlers;
using RenderStudio.Local.FunctionsHost.Invocations;
using Yarp.ReverseProxy.Forwarder;

namespace RenderStudio.Local.FunctionsHost.Http;

/// <summary>Passes a request through to the handler. Every status is a success of the function.</summary>
internal sealed class ProxyMode(
    IHttpForwarder forwarder, FunctionTimeout timeout, TimeSpan activity, TimeProvider time) : IDisposable
{
    private readonly ForwarderRequestConfig config = new()
    {
        ActivityTimeout = activity,
        Version = HttpVersion.Version11,
    };

    private readonly HttpMessageInvoker client = new(new ConnectRetries(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        // A client's traceparent goes through as it came.
        ActivityHeadersPropagator = null,
    }, time));

    public Task RunAsync(HttpContext context, AppFunction<HttpTrigger> function, HandlerLife handler) =>
        timeout.RunAsync(
            function.Name, handler, ct => ForwardAsync(context, function, handler, ct), context.RequestAborted);

    public void Dispose() => client.Dispose();

    private async Task ForwardAsync(
        HttpContext context, AppFunction<HttpTrigger> function, HandlerLife handler, CancellationToken ct)
    {
        var transformer = new ProxyTransformer(Guid.NewGuid().ToString());
        var error = await forwarder.SendAsync(
            context, handler.Address.ToString(), client, config, transformer, ct);
        ct.ThrowIfCancellationRequested();
        // A body beyond the limit has its own status; every other trouble is the function's failure.
        if (error != ForwarderError.None && context.Response.StatusCode != StatusCodes.Status413PayloadTooLarge)
            throw new InvocationFailedException($"{function.Name} could not be proxied to the handler: {error}");
    }
}
