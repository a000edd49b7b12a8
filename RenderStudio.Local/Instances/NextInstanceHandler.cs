using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RenderStudio.Local.Instances;

/// <summary>
/// Sends each request to the next instance in rotation. Another instance is tried only when the first one did not
/// accept the connection and therefore received no part of the request.
/// </summary>
internal sealed class NextInstanceHandler(InstancePool pool, TimeProvider time)
    : DelegatingHandler(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        // The client's traceparent header is forwarded unchanged.
        ActivityHeadersPropagator = null,
        // The encoding in which Kestrel reads headers.
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        ConnectCallback = ConnectAsync,
    })
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var target = request.RequestUri!.PathAndQuery;
        while (true)
        {
            var instance = await pool.NextAsync(ct);
            request.RequestUri = ExactUri.Create($"http://127.0.0.1:{instance.Port}{target}");
            try
            {
                return await base.SendAsync(request, ct);
            }
            catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
            {
                await Task.Delay(Pause, time, ct);
            }
        }
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, ct);
            return new InstanceConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
