using System.Net.Sockets;

namespace RenderStudio.Local.FunctionsHost.Http;

/// <summary>Tries again while nobody listens: ten times, after 50 ms at first and up to 250 ms. Nothing of the body has
/// been read by then.</summary>
internal sealed class ConnectRetries(HttpMessageHandler inner, TimeProvider time) : DelegatingHandler(inner)
{
    private const int Retries = 10;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await base.SendAsync(request, ct);
            }
            catch (HttpRequestException error) when (error.InnerException is SocketException && attempt <= Retries)
            {
                var pause = attempt * Shortest;
                await Task.Delay(pause < Longest ? pause : Longest, time, ct);
            }
        }
    }
}
