using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults;

/// <summary>
/// Transfers the bytes of one connection in both directions until one side ends or the token is canceled.
/// </summary>
public delegate Task Carry(NetworkStream client, NetworkStream server, CancellationToken ct);

/// <summary>A small proxy in front of a service on this machine: it cuts, resets and stalls connections.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closing = new();
    private readonly ConcurrentDictionary<Socket, Socket> open = new();
    private readonly int target;
    private readonly Carry carry;
    private readonly Task accepting;
    private volatile TaskCompletionSource flow = Flowing();

    /// <param name="target">The service's port.</param>
    /// <param name="carry">Null to forward all bytes unchanged.</param>
    public TcpProxy(int target, Carry? carry = null)
    {
        this.target = target;
        this.carry = carry ?? PassOnAsync;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Closes new connections immediately.</summary>
    public bool Refuses { get; set; }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Closes every connection gracefully (FIN).</summary>
    /// <returns>The number of connections.</returns>
    public int Cut() => End(reset: false);

    /// <summary>Aborts every connection (RST): data in transit is lost.</summary>
    public int Reset() => End(reset: true);

    /// <summary>Stops the transfer without closing connections.</summary>
    /// <returns>The number of connections that are stalled.</returns>
    public int Stall()
    {
        flow = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return open.Count;
    }

    public void Resume() => flow.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Stop();
        Resume();
        Reset();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        closing.Dispose();
    }

    private static TaskCompletionSource Flowing()
    {
        var flowing = new TaskCompletionSource();
        flowing.SetResult();
        return flowing;
    }

    private async Task AcceptAsync()
    {
        while (!closing.IsCancellationRequested)
            _ = ServeAsync(await listener.AcceptSocketAsync(closing.Token));
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        open[client] = server;
        try
        {
            if (Refuses)
                throw new IOException("The service is down.");
            await server.ConnectAsync(IPAddress.Loopback, target, closing.Token);
            await using var near = new NetworkStream(client, ownsSocket: false);
            await using var far = new NetworkStream(server, ownsSocket: false);
            await carry(near, far, closing.Token);
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException
            or OperationCanceledException)
        {
            End(client, reset: true);
        }
        finally
        {
            open.TryRemove(client, out _);
            client.Dispose();
        }
    }

    private async Task PassOnAsync(NetworkStream client, NetworkStream server, CancellationToken ct) =>
        await await Task.WhenAny(CopyAsync(client, server, ct), CopyAsync(server, client, ct));

    private async Task CopyAsync(NetworkStream from, NetworkStream to, CancellationToken ct)
    {
        var buffer = new byte[16 * 1024];
        for (int read; (read = await from.ReadAsync(buffer, ct)) > 0;)
        {
            await flow.Task.WaitAsync(ct);
            await to.WriteAsync(buffer.AsMemory(0, read), ct);
        }
    }

    private int End(bool reset)
    {
        var ended = 0;
        foreach (var (client, server) in open)
        {
            ended++;
            End(client, reset);
            End(server, reset);
        }

        return ended;
    }

    private static void End(Socket socket, bool reset)
    {
        try
        {
            if (reset)
                socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }
        catch (Exception gone) when (gone is ObjectDisposedException or SocketException)
        {
        }
    }
}
