using System.Net.Sockets;

namespace RenderStudio.Core.Deliveries;

/// <summary>
/// Connects to an endpoint. The addresses that are checked are the ones that are connected to, so that a name that
/// resolves differently the next time gains nothing.
/// </summary>
public sealed class EndpointConnection(EndpointHosts hosts)
{
    /// <exception cref="IOException">An address of the host is not allowed.</exception>
    public async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken ct)
    {
        var addresses = await hosts.AllowedAsync(host, ct) ?? throw new IOException("The address is not allowed.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
