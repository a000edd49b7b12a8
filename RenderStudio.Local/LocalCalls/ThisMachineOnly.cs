using System.Net;

namespace RenderStudio.Local.LocalCalls;

/// <summary>
/// Lets only programs on this machine in. A loopback peer is not enough: a tunnel ends in one, and so does a page of
/// another site in this machine's browser. The first keeps its public Host or says X-Forwarded-For, the second says
/// Origin.
/// </summary>
public static class ThisMachineOnly
{
    public static bool Admits(HttpRequest request) =>
        request.HttpContext.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer)
        && IsLoopbackName(request.Host.Host)
        && !request.Headers.ContainsKey("X-Forwarded-For")
        && !request.Headers.ContainsKey("Forwarded")
        && request.Headers.Origin.All(IsLoopbackOrigin);

    private static bool IsLoopbackOrigin(string? origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var site) && IsLoopbackName(site.Host);

    private static bool IsLoopbackName(string host) =>
        host is "localhost"
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
