using System.Net.Sockets;

namespace RenderStudio.Local.FunctionsHost.Http;

/// <summary>
/// Retries while the worker does not listen: ten attempts in total, with a pause of 50 ms that doubles up to 250 ms. No
/// byte of the body has been read at that point.
/// </summary>
internal sealed class ConnectRetries(HttpMessageHandler inner, TimeProvider time) : DelegatingHandler(inner)
{
    private const int Attempts = 10;
    private static readonly TimeSpan MaxPause = TimeSpan.FromMilliseconds(250);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var pause = TimeSpan.FromMilliseconds(50);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await base.SendAsync(request, ct);
            }
            catch (HttpRequestException error) when (error.InnerException is SocketException && attempt < Attempts)
            {
                await Task.Delay(pause, time, ct);
                pause = pause * 2 < MaxPause ? pause * 2 : MaxPause;
            }
        }
    }
}
