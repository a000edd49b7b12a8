using System.Net;
using System.Net.Sockets;

namespace RenderStudio.Local.Children;

/// <summary>
/// Loopback ports below the range of ephemeral ports: a free port stays free while a child starts and while a killed
/// child restarts. One process uses every port of the range before it reuses any.
/// </summary>
public static class FreePort
{
    private const int First = 18_000;
    private const uint Count = 14_000;
    private static uint last = (uint)Random.Shared.Next((int)Count);

    public static int Next()
    {
        while (true)
        {
            var port = First + (int)(Interlocked.Increment(ref last) % Count);
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
