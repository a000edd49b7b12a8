using System.Net.Http.Headers;
using System.Text;
using RenderStudio.Local.FunctionsHost.Handlers;

namespace RenderStudio.Local.FunctionsHost.Invocations;

/// <summary>Calls a function in JSON: <c>POST /{FunctionName}</c>, chunked.</summary>
internal sealed partial class TriggerCall(FunctionTimeout timeout, TimeProvider time, ILogger log) : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Throws <see cref="InvocationFailedException"/> unless the handler answers as a success must
    /// look.</summary>
    public async Task<TriggerReply> RunAsync(
        HandlerLife handler, string function, TriggerPayload payload, CancellationToken ct)
    {
        TriggerReply? reply = null;
        await timeout.RunAsync(
            function, handler, async ct => reply = await PostAsync(handler, function, payload, ct), ct);
        foreach (var line in reply!.Logs)
            LogLine(log, function, line);
        return reply;
    }

    public void Dispose() => client.Dispose();

    private async Task<TriggerReply> PostAsync(
        HandlerLife handler, string function, TriggerPayload payload, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(handler.Address, function));
        request.Content = new StringContent(
            payload.ToJson(function, time.GetUtcNow()), Encoding.UTF8, "application/json");
        request.Headers.TransferEncodingChunked = true;
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Azure-Functions-Host", HostHeaders.Version));
        request.Headers.Add(HostHeaders.HostVersion, HostHeaders.Version);
        request.Headers.Add(HostHeaders.InvocationId, Guid.NewGuid().ToString());
        try
        {
            using var response = await client.SendAsync(request, ct);
            return await TriggerReply.ReadAsync(function, response, ct);
        }
        catch (HttpRequestException error)
        {
            throw new InvocationFailedException($"{function} was not answered by the handler: {error.Message}");
        }
    }

    [LoggerMessage(LogLevel.Information, "{Function}: {Line}")]
    private static partial void LogLine(ILogger log, string function, string line);
}
