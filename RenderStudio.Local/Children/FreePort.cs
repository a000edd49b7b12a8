using System.Net;
using System.Net.Sockets;

namespace RenderStudio.Local.Children;

/// <summary>
/// Loopback ports below the range from which systems take the ports of outgoing connections: one that is free now stays
/// free while a child starts, and is still free when a killed child comes back to it.
/// </summary>
public static class FreePort
{
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(18_000, 32_000);
            if (IsFree(port))
                return port;
        }
    }

    public static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
