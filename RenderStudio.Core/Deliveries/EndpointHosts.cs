using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Deliveries;

/// <summary>Resolves the name of a host. Throws <see cref="SocketException"/> when it has no address.</summary>
public delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken ct);

/// <summary>Resolves the hosts of endpoints, and checks every address that a name leads to.</summary>
public sealed class EndpointHosts(ResolveHost resolve, IOptions<DeliveryOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(2);

    /// <summary>Reads the address of a new endpoint and resolves its host.</summary>
    /// <returns>
    /// A problem of the field <c>url</c>. A host that has no address yet is accepted: the check is repeated for each
    /// connection.
    /// </returns>
    public async Task<Result<Uri>> CheckAsync(string text, CancellationToken ct)
    {
        if (EndpointUrl.Read(text, options.Value.AllowLoopback).Failed(out var problem, out var url))
            return problem;
        using var deadline = new CancellationTokenSource(CheckLimit, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            return await AllowedAsync(url.IdnHost, stop.Token) is null
                ? EndpointUrl.Invalid(EndpointUrl.NotPublic)
                : url;
        }
        catch (Exception unknown) when (!ct.IsCancellationRequested
            && unknown is SocketException or OperationCanceledException)
        {
            return url;
        }
    }

    /// <returns>All addresses of the host; null when one of them is not allowed.</returns>
    public async Task<IPAddress[]?> AllowedAsync(string host, CancellationToken ct)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, ct);
        return addresses.Length > 0 && addresses.All(IsAllowed) ? addresses : null;
    }

    private bool IsAllowed(IPAddress address) =>
        InternetAddress.IsPublic(address) || (options.Value.AllowLoopback && IPAddress.IsLoopback(address));
}
