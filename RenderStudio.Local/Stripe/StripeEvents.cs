using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using RenderStudio.Local.Replicate;
using Stripe;

namespace RenderStudio.Local.Stripe;

/// <param name="Statuses">The responses to its deliveries; 0 when there was none.</param>
internal sealed record SimulatedEvent(string Id, string Type, string Body, ConcurrentQueue<int> Statuses);

/// <summary>Creates events, and signs and sends them until the receiver answers 2xx.</summary>
internal sealed partial class StripeEvents(
    StripeSimulatorOptions options, StripeBook book, StripeJson json, SimulatorClock clock,
    ILoggerFactory log) : IAsyncDisposable
{
    private static readonly TimeSpan[] Retries =
        [TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30)];

    private readonly ILogger logger = log.CreateLogger<StripeEvents>();
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly CancellationTokenSource closing = new();
    private readonly ConcurrentQueue<SimulatedEvent> all = new();
    private ConcurrentStack<SimulatedEvent> held = new();

    public IReadOnlyList<SimulatedEvent> All => [.. all];

    public void Add(string type, JsonObject about)
    {
        var id = book.NewId("evt");
        var body = new JsonObject
        {
            ["id"] = id,
            ["object"] = "event",
            ["api_version"] = json.Version,
            ["created"] = clock.Now.ToUnixTimeSeconds(),
            ["type"] = type,
            ["livemode"] = false,
            ["pending_webhooks"] = 1,
            ["data"] = new JsonObject { ["object"] = about },
        };
        var added = new SimulatedEvent(id, type, body.ToJsonString(), new());
        all.Enqueue(added);
        if (book.Settings.Hold)
            held.Push(added);
        else
            Send(added);
    }

    /// <summary>Sends the events that were held, newest first.</summary>
    public void SendHeld()
    {
        foreach (var one in Interlocked.Exchange(ref held, new()))
            Send(one);
    }

    public void Send(SimulatedEvent one)
    {
        for (var copy = 0; copy < book.Settings.Copies; copy++)
            _ = SendAsync(one);
    }

    /// <summary>The header <c>Stripe-Signature</c> of a body that is sent now.</summary>
    public string Sign(string body)
    {
        var timestamp = clock.RealNow.ToUnixTimeSeconds().ToString();
        return $"t={timestamp},v1={EventUtility.ComputeSignature(options.WebhookSecret, timestamp, body)}";
    }

    private async Task SendAsync(SimulatedEvent one)
    {
        try
        {
            foreach (var wait in Retries)
            {
                if (await TryAsync(one) is >= 200 and < 300)
                    return;
                await Task.Delay(wait, options.TimeProvider, closing.Token);
            }
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
        }
    }

    private async Task<int> TryAsync(SimulatedEvent one)
    {
        var status = 0;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, options.Webhook)
            {
                Content = new StringContent(one.Body, Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("Stripe-Signature", Sign(one.Body));
            using var answer = await client.SendAsync(request, closing.Token);
            status = (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
        }

        one.Statuses.Enqueue(status);
        LogSent(logger, one.Type, one.Id, status);
        return status;
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        client.Dispose();
    }

    [LoggerMessage(LogLevel.Debug, "Event {Type} {EventId}: {Status}")]
    private static partial void LogSent(ILogger logger, string type, string eventId, int status);
}
