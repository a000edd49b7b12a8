using Microsoft.AspNetCore.Connections;
using Yarp.ReverseProxy.Forwarder;

namespace RenderStudio.Local.FunctionsHost.Http;

/// <summary>The reason why a request was not forwarded, on one line. It replaces YARP's own log.</summary>
internal static class ForwardingFailure
{
    public static string Of(HttpContext context, ForwarderError error) =>
        CauseOf(context) is { } cause ? $"{error}: {cause.Message.ReplaceLineEndings(" ")}" : $"{error}";

    /// <summary>Whether an error in the request is the cause, and not a broken connection.</summary>
    public static bool IsOfTheRequest(HttpContext context) =>
        CauseOf(context) is BadHttpRequestException or HttpRequestException;

    /// <summary>
    /// Whether the client closed the connection before the end of its body. Kestrel detects the end of the body some
    /// time before it cancels <see cref="HttpContext.RequestAborted"/>.
    /// </summary>
    public static bool IsClosedByClient(HttpContext context) =>
        context.RequestAborted.IsCancellationRequested
        || CauseOf(context) is ConnectionResetException
            or BadHttpRequestException { Message: "Unexpected end of request content." };

    /// <summary>Whether the body of the request arrived more slowly than the server requires.</summary>
    public static bool IsStalledBody(HttpContext context) =>
        CauseOf(context) is BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout };

    // The first inner exception is the error in the client's body; the others are its consequences.
    private static Exception? CauseOf(HttpContext context)
    {
        var exception = context.Features.Get<IForwarderErrorFeature>()?.Exception;
        return (exception is AggregateException { InnerException: { } first } ? first : exception)?.GetBaseException();
    }
}
