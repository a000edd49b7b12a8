using System.Net;

namespace RenderStudio.Local.LocalAccess;

/// <summary>
/// Admits only programs on this machine. A loopback address is not sufficient: requests of a tunnel, and of a page of
/// another site in a browser on this machine, come from one, too. A tunnel sends its public Host or X-Forwarded-For;
/// the page sends Origin. The rule applies to each call that controls a part of the studio: <c>/local</c>,
/// <c>/admin</c>, <c>/_sim</c>.
/// </summary>
public static class ThisMachineOnly
{
    public static bool Admits(HttpRequest request) =>
        request.HttpContext.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer)
        && IsLoopbackName(request.Host.Host)
        && !request.Headers.ContainsKey("X-Forwarded-For")
        && !request.Headers.ContainsKey("Forwarded")
        && request.Headers.Origin.All(IsLoopbackOrigin);

    /// <summary>
    /// Handles requests below <paramref name="path"/> that are not admitted with <paramref name="refuse"/>, before
    /// their bodies are read.
    /// </summary>
    public static void RequireThisMachine(this IApplicationBuilder app, PathString path, RequestDelegate refuse) =>
        app.Use(next => context => context.Request.Path.StartsWithSegments(path) && !Admits(context.Request)
            ? refuse(context)
            : next(context));

    private static bool IsLoopbackOrigin(string? origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var site) && IsLoopbackName(site.Host);

    private static bool IsLoopbackName(string host) =>
        host is "localhost"
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
