using Microsoft.AspNetCore.Connections;
using Yarp.ReverseProxy.Forwarder;

namespace RenderStudio.Local.FunctionsHost.Http;

/// <summary>Why a request was not forwarded, on one line; it takes the place of YARP's own log.</summary>
internal static class ForwardingFailure
{
    public static string Of(HttpContext context, ForwarderError error) =>
        CauseOf(context) is { } cause ? $"{error}: {cause.Message.ReplaceLineEndings(" ")}" : $"{error}";

    /// <summary>Whether the request is at fault, and not a connection that broke.</summary>
    public static bool IsOfTheRequest(HttpContext context) =>
        CauseOf(context) is BadHttpRequestException or HttpRequestException;

    /// <summary>Whether the client closed the connection before the end of its body. Kestrel notices the end of the body
    /// some time before it cancels <see cref="HttpContext.RequestAborted"/>.</summary>
    public static bool IsClosedByClient(HttpContext context) =>
        context.RequestAborted.IsCancellationRequested
        || CauseOf(context) is ConnectionResetException
            or BadHttpRequestException { Message: "Unexpected end of request content." };

    // An error in the client's body stands before the errors that it causes.
    private static Exception? CauseOf(HttpContext context)
    {
        var exception = context.Features.Get<IForwarderErrorFeature>()?.Exception;
        return (exception is AggregateException { InnerException: { } first } ? first : exception)?.GetBaseException();
    }
}
