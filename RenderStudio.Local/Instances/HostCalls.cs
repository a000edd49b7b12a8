using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Local.FunctionsHost;

namespace RenderStudio.Local.Instances;

/// <summary>The admin calls of a host process.</summary>
internal sealed class HostCalls : IDisposable
{
    private static readonly TimeSpan StatusLimit = TimeSpan.FromSeconds(2);
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Null when the host does not answer.</summary>
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

    /// <summary>Returns when the function ended.</summary>
    public async Task<TimerRun> RunTimerAsync(HostProcess host, string function, CancellationToken ct)
    {
        // With a body, as in Azure; HttpClient sends no body twice.
        using var body = JsonContent.Create(new { });
        var address = Address(host, $"functions/{Uri.EscapeDataString(function)}?wait=true");
        try
        {
            using var answer = await client.PostAsync(address, body, ct);
            return answer.StatusCode switch
            {
                HttpStatusCode.NotFound => TimerRun.Unknown,
                _ when answer.IsSuccessStatusCode => TimerRun.Succeeded,
                _ => new TimerRun(true, await ReasonAsync(answer, ct) ?? $"{function} failed."),
            };
        }
        catch (HttpRequestException e)
        {
            return new TimerRun(true, $"{function} failed: its instance ended. {e.Message}");
        }
    }

    public void Dispose() => client.Dispose();

    private static Uri Address(HostProcess host, string call) => new($"http://127.0.0.1:{host.Port}/admin/{call}");

    private static async Task<string?> ReasonAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        try
        {
            return (await answer.Content.ReadFromJsonAsync<HostProblem>(ct))?.Detail;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record HostProblem(string? Detail);
}
