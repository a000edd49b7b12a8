using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RenderStudio.Tests.Outputs;

/// <summary>
/// Serves outputs incorrectly; the path selects how. A number is a status, <c>once/</c> precedes a fault of the first
/// request only, <c>twice/</c> one of the first two. A trickling output sends a little immediately and then a little at
/// each second of the given clock.
/// </summary>
internal sealed class MisbehavingServer : IAsyncDisposable
{
    /// <summary>The first byte of a TLS connection, which this server does not accept.</summary>
    private const byte TlsHandshake = 0x16;

    private const int PageBytes = 64 * 1024;
    private const string EarlyHint = "HTTP/1.1 103 Early Hints\r\n\r\n";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopped = new();
    private readonly ConcurrentBag<Task> serving = [];
    private readonly ConcurrentQueue<string> asked = [];
    private readonly ConcurrentQueue<string> requests = [];
    private readonly TimeProvider clock;
    private readonly Task accepting;

    public MisbehavingServer(TimeProvider clock)
    {
        this.clock = clock;
        listener.Start();
        accepting = AcceptAsync();
    }

    public string Origin => $"http://{listener.LocalEndpoint}";

    /// <summary>The paths of all requests, in order.</summary>
    public IReadOnlyList<string> Asked => [.. asked];

    /// <summary>The same requests with their headers.</summary>
    public IReadOnlyList<string> Requests => [.. requests];

    /// <summary>The bytes that are sent as <c>whole</c>, and with one more byte as <c>longer</c>.</summary>
    public byte[] Picture { get; init; } = [];

    public string Output(string kind) => $"{Origin}/{kind}";

    public async ValueTask DisposeAsync()
    {
        await stopped.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(serving);
        stopped.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                serving.Add(ServeAsync(await listener.AcceptSocketAsync(stopped.Token)));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            var request = await ReadRequestAsync(stream);
            var path = request.Split(' ')[1].TrimStart('/');
            requests.Enqueue(request);
            asked.Enqueue(path);
            await AnswerAsync(path.Split('?')[0], path, socket, stream);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or SocketException
            or ObjectDisposedException)
        {
        }
    }

    private bool IsAmongFirst(int count, string path) => asked.Count(one => one == path) <= count;

    private Task AnswerAsync(string kind, string path, Socket socket, NetworkStream stream) => kind.Split('/') switch
    {
        ["once", var fault] => AnswerAsync(IsAmongFirst(1, path) ? fault : "whole", path, socket, stream),
        ["twice", var fault] => AnswerAsync(IsAmongFirst(2, path) ? fault : "whole", path, socket, stream),
        ["only-once"] => AnswerAsync(IsAmongFirst(1, path) ? "whole" : "404", path, socket, stream),
        [var status] when int.TryParse(status, out _) => SendAsync(
            stream, $"HTTP/1.1 {status} Other\r\nContent-Length: 0\r\n\r\n"),
        _ => AnswerKindAsync(kind, socket, stream),
    };

    private Task AnswerKindAsync(string kind, Socket socket, NetworkStream stream) => kind switch
    {
        "slow-headers" => TrickleAsync(stream, "HTTP/1.1 200 OK\r\nX-Slow: ", "a"),
        "slow-body" => TrickleAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", "a"),
        "lying-length" => TrickleAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 26000000\r\n\r\nshort", ""),
        "early-hints" => TrickleAsync(stream, "", EarlyHint),
        "hint-flood" => FloodAsync(stream, "", EarlyHint),
        "endless" => FloodAsync(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", "x"),
        "huge-headers" => FloodAsync(stream, "HTTP/1.1 200 OK\r\nX-Huge: ", "x"),
        "cut" => SendAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"),
        "too-long" => SendAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 99000000000\r\n\r\n"),
        "html" => SendAsync(
            stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<!doctype html><html><body>Sorry</body></html>"),
        "redirect" => SendAsync(
            stream, $"HTTP/1.1 302 Found\r\nLocation: {Output("html")}\r\nContent-Length: 0\r\n\r\n"),
        "cookie" => SendAsync(
            stream, $"HTTP/1.1 404 Not Found\r\nSet-Cookie: mine=1; Path=/\r\nContent-Length: 0\r\n\r\n"),
        "gzip" => SendAsync(
            stream, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"),
        "empty" => SendAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        "json" => SendAsync(
            stream, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 13\r\n\r\n{\"error\": 1}\n"),
        "cut-unannounced" => SendAsync(
            stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", Picture[..(Picture.Length / 2)]),
        "damaged" => SendAsync(
            stream, $"HTTP/1.1 200 OK\r\nContent-Length: {Picture.Length}\r\n\r\n",
            [.. Picture[..40], .. Picture[40..].Select(one => (byte)(one ^ 0x55))]),
        "whole" => SendAsync(stream, $"HTTP/1.1 200 OK\r\nContent-Length: {Picture.Length}\r\n\r\n", Picture),
        "longer" => SendAsync(
            stream, $"HTTP/1.1 200 OK\r\nContent-Length: {Picture.Length + 1}\r\n\r\n", [.. Picture, 0]),
        "whole-unannounced" => SendAsync(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", Picture),
        "longer-unannounced" => SendAsync(
            stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", [.. Picture, 0]),
        "nonsense" => SendAsync(stream, "this is not HTTP\r\n\r\n"),
        "reset" => ResetAsync(socket),
        _ => throw new ArgumentException($"There is no kind '{kind}'."),
    };

    private async Task TrickleAsync(NetworkStream stream, string start, string more)
    {
        await SendAsync(stream, start + more);
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), clock, stopped.Token);
            await SendAsync(stream, more);
        }
    }

    private async Task FloodAsync(NetworkStream stream, string start, string more)
    {
        await SendAsync(stream, start);
        var page = string.Concat(Enumerable.Repeat(more, PageBytes / more.Length));
        while (true)
            await SendAsync(stream, page);
    }

    private static Task ResetAsync(Socket socket)
    {
        socket.LingerState = new(enable: true, seconds: 0);
        socket.Close();
        return Task.CompletedTask;
    }

    private Task SendAsync(NetworkStream stream, string text) => SendAsync(stream, text, []);

    private async Task SendAsync(NetworkStream stream, string text, byte[] body) =>
        await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(text), .. body], stopped.Token);

    private async Task<string> ReadRequestAsync(NetworkStream stream)
    {
        var (request, buffer) = ("", new byte[4096]);
        while (!request.Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, stopped.Token);
            request += read > 0 && buffer[0] != TlsHandshake
                ? Encoding.ASCII.GetString(buffer, 0, read)
                : throw new IOException("The request ended early.");
        }

        return request;
    }
}
