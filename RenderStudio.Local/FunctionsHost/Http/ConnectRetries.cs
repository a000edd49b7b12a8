using System.Net.Sockets;

namespace RenderStudio.Local.FunctionsHost.Http;

/// <summary>Tries again while the worker does not listen: ten times in all, 50 ms after the first time and up to 250 ms
/// later. No byte of the body is read by then.</summary>
internal sealed class ConnectRetries(HttpMessageHandler inner, TimeProvider time) : DelegatingHandler(inner)
{
    private const int Attempts = 10;
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);

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
                pause = pause * 2 < Longest ? pause * 2 : Longest;
            }
        }
    }
}
