using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Local.FunctionsHost;

namespace RenderStudio.Local.Instances;

/// <summary>Calls the admin endpoints of a host process.</summary>
internal sealed class HostCalls : IDisposable
{
    private static readonly TimeSpan StatusLimit = TimeSpan.FromSeconds(2);
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <returns>Null when the host does not respond.</returns>
    public async Task<HostStatus?> StatusAsync(HostProcess host, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(StatusLimit);
        try
        {
            return await client.GetFromJsonAsync<HostStatus>(Address(host, "host/status"), limit.Token);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException
            || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>Runs a timer function and returns when it has ended.</summary>
    public async Task<TimerRun> RunTimerAsync(HostProcess host, string function, CancellationToken ct)
    {
        // The call has a body, as in Azure. HttpClient never repeats a request with a body.
        using var body = JsonContent.Create(new { });
        var address = Address(host, $"functions/{Uri.EscapeDataString(function)}?wait=true");
        try
        {
            using var response = await client.PostAsync(address, body, ct);
            return response.StatusCode switch
            {
                HttpStatusCode.NotFound => TimerRun.Unknown,
                _ when response.IsSuccessStatusCode => TimerRun.Succeeded,
                _ => new TimerRun(true, await ReasonAsync(response, ct) ?? $"{function} failed."),
            };
        }
        catch (HttpRequestException e)
        {
            return new TimerRun(true, $"{function} failed: its instance ended. {e.Message}");
        }
    }

    public void Dispose() => client.Dispose();

    private static Uri Address(HostProcess host, string call) => new($"http://127.0.0.1:{host.Port}/admin/{call}");

    private static async Task<string?> ReasonAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            return (await response.Content.ReadFromJsonAsync<HostProblem>(ct))?.Detail;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record HostProblem(string? Detail);
}
