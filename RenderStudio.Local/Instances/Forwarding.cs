using System.Net;
using System.Text.Json;
using RenderStudio.Local.FunctionsHost.Http;
using RenderStudio.Local.LocalAccess;
using Yarp.ReverseProxy.Forwarder;

namespace RenderStudio.Local.Instances;

/// <summary>
/// Forwards a request to an instance. The host's own paths, <c>/</c> and <c>/admin</c>, are only for programs on this
/// machine.
/// </summary>
internal sealed partial class Forwarding(IServiceProvider services, InstancePool pool, FrontDoorOptions options)
    : IDisposable
{
    // A placeholder for the instance that is chosen when the request is sent.
    private const string AnyInstance = "http://instance/";
    private static readonly UnchangedRequestTransformer Transformer = new();

    private readonly IHttpForwarder forwarder = services.GetRequiredService<IHttpForwarder>();
    private readonly HttpMessageInvoker client = new(new NextInstanceHandler(pool, options.Time));
    private readonly ILogger log = options.Log.CreateLogger("FrontDoor");
    private readonly ForwarderRequestConfig config = new()
    {
        ActivityTimeout = options.ActivityTimeout,
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    public async Task AnswerAsync(HttpContext context)
    {
        if (IsHostsOwn(context.Request.Path) && !ThisMachineOnly.Admits(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var error = await forwarder.SendAsync(context, AnyInstance, client, config, Transformer);
        if (error != ForwarderError.None && !ForwardingFailure.IsClosedByClient(context))
            LogFailed(log, context.Request.Method, ForwardingFailure.Of(context, error));
        if (ForwardingFailure.IsStalledBody(context) && !context.Response.HasStarted)
            await WriteStalledAsync(context.Response);
    }

    public void Dispose() => client.Dispose();

    private static Task WriteStalledAsync(HttpResponse response)
    {
        response.Clear();
        response.StatusCode = StatusCodes.Status408RequestTimeout;
        response.ContentType = "application/problem+json";
        return response.WriteAsync(JsonSerializer.Serialize(new
        {
            status = response.StatusCode,
            code = "request_timeout",
            detail = "The body was not received in time. Repeat the request.",
        }));
    }

    private static bool IsHostsOwn(PathString path) =>
        path.Value is null or "" or "/" || path.StartsWithSegments("/admin");

    [LoggerMessage(LogLevel.Warning, "A {Method} request received no complete response from an instance ({Reason})")]
    private static partial void LogFailed(ILogger log, string method, string reason);
}
