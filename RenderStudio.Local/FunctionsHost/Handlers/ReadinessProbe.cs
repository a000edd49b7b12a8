using System.Net.Sockets;

namespace RenderStudio.Local.FunctionsHost.Handlers;

/// <summary>Asks <c>GET /</c> until the handler answers anything at all.</summary>
internal sealed class ReadinessProbe(TimeSpan poll, TimeProvider time) : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    /// <summary>Returns when the handler is ready; ends only by the token otherwise.</summary>
    public async Task WaitAsync(Uri address, CancellationToken ct)
    {
        while (!await AnswersAsync(address, ct))
            await Task.Delay(poll, time, ct);
    }

    public void Dispose() => client.Dispose();

    private async Task<bool> AnswersAsync(Uri address, CancellationToken ct)
    {
        try
        {
            using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, ct);
            return true;
        }
        catch (HttpRequestException error)
        {
            // Somebody listens, even if what came back was no HTTP.
            return error.InnerException is not SocketException;
        }
    }
}
