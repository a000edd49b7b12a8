using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using RenderStudio.Local.Replicate.Predictions;
using RenderStudio.Local.Replicate.Settings;

namespace RenderStudio.Local.Replicate.Webhooks;

/// <summary>
/// Sends deliveries in the order of their events, unless a receiver is too slow. Only the terminal delivery is retried.
/// </summary>
internal sealed partial class WebhookSender(
    SettingsBook settings, SimulatorOptions options, SimulatorClock clock, SimulatedRunJson json,
        ILogger<WebhookSender> logger)
    : IAsyncDisposable
{
    private static readonly int[] RetrySeconds = [1, 2, 4, 8, 16, 32];
    private static readonly TimeSpan TurnTimeout = TimeSpan.FromSeconds(1);
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
    private readonly CancellationTokenSource closing = new();

    public void Post(SimulatedRun prediction, WebhookEvent kind, SimulatedRunState state)
    {
        if (prediction.Webhook is null)
            return;
        var rules = settings.For(prediction.Prompt);
        var delivery = new OutgoingDelivery(prediction, kind, WriteBody(prediction, state, rules));
        if (!delivery.IsWanted || !prediction.Deliveries.MaySend(kind, clock.Now))
            return;
        if (prediction.Chance.Happens(rules.WebhookDropRate, rules.Seed, "drop " + delivery.EventName))
            return;
        delivery = delivery with
        {
            Body = OddValues.Write(
                JsonNode.Parse(delivery.Body)!, prediction, rules, $"webhook {delivery.EventName}",
                prediction.CountAnswer()),
        };
        prediction.Deliveries.Enqueue(turn => Task.Run(() => DeliverAsync(delivery, turn, rules)));
    }

    private async Task DeliverAsync(OutgoingDelivery delivery, Task turn, SimulatorSettings rules)
    {
        try
        {
            await clock.DelayAsync(TimeSpan.FromMilliseconds(rules.WebhookDelayMs), closing.Token);
            await WaitForTurnAsync(delivery, turn, rules);
            var arrived = await AttemptAsync(delivery, rules);
            for (var copy = 0; copy < rules.WebhookDuplicates; copy++)
                await AttemptAsync(delivery, rules);
            if (!arrived && delivery.Event == WebhookEvent.Completed)
                _ = RetryAsync(delivery);
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
        }
    }

    /// <summary>Waits for the preceding delivery or, when reordering is enabled, for the terminal one.</summary>
    private async Task WaitForTurnAsync(OutgoingDelivery delivery, Task turn, SimulatorSettings rules)
    {
        if (!rules.WebhookReorder)
            await Task.WhenAny(turn, clock.DelayAsync(TurnTimeout, closing.Token));
        else if (delivery.Event != WebhookEvent.Completed)
            await WaitForTerminalAsync(delivery.Prediction);
    }

    /// <summary>Waits with a timeout, because the terminal delivery can be filtered out or dropped.</summary>
    private async Task WaitForTerminalAsync(SimulatedRun prediction)
    {
        await prediction.Finished.WaitAsync(closing.Token);
        await Task.WhenAny(prediction.Deliveries.CompletedAttempt, clock.DelayAsync(TurnTimeout, closing.Token));
    }

    private async Task RetryAsync(OutgoingDelivery delivery)
    {
        try
        {
            foreach (var seconds in RetrySeconds)
            {
                var scale = settings.For(delivery.Prediction.Prompt).WebhookRetryScale;
                await clock.DelayAsync(TimeSpan.FromSeconds(seconds * scale), closing.Token);
                if (await AttemptAsync(delivery, settings.For(delivery.Prediction.Prompt)))
                    return;
            }
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
        }
    }

    private async Task<bool> AttemptAsync(OutgoingDelivery delivery, SimulatorSettings rules)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(closing.Token);
        timeout.CancelAfter(rules.WebhookTimeoutMs);
        int? status = null;
        string? error = null;
        var since = Stopwatch.GetTimestamp();
        try
        {
            using var response = await client.SendAsync(Write(delivery, rules), timeout.Token);
            status = (int)response.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException
            && !closing.IsCancellationRequested)
        {
            error = e is HttpRequestException ? e.Message : $"no response within {rules.WebhookTimeoutMs} ms";
        }
        delivery.Prediction.Deliveries.Add(new(delivery.EventName, delivery.Id, clock.Now, status, error)
        { AnswerMs = Stopwatch.GetElapsedTime(since).TotalMilliseconds });
        LogAttempt(delivery.Prediction.Id, delivery.EventName, status, error);
        return status is >= 200 and < 300;
    }

    private HttpRequestMessage Write(OutgoingDelivery delivery, SimulatorSettings rules)
    {
        var age = TimeSpan.FromHours(rules.WebhookStaleTimestamp ? 1 : 0);
        var timestamp = (clock.RealNow - age).ToUnixTimeSeconds().ToString();
        var request = new HttpRequestMessage(HttpMethod.Post,
            delivery.Prediction.Webhook)
        { Content = new ByteArrayContent(delivery.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("user-agent", "Webhooks/1.66.0 (sender-simulator)");
        request.Headers.Add("webhook-id", delivery.Id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", SignaturesOf(delivery, timestamp, rules));
        return request;
    }

    private string SignaturesOf(OutgoingDelivery delivery, string timestamp, SimulatorSettings rules)
    {
        string By(string secret) => OutgoingSignature.Sign(secret, delivery.Id, timestamp, delivery.Body);
        if (rules.WebhookBadSignature)
            return By(SimulatorOptions.NewWebhookSecret());
        return rules.WebhookTwoSignatures
            ? $"{By(SimulatorOptions.NewWebhookSecret())} {By(options.WebhookSecret)}"
            : By(options.WebhookSecret);
    }

    /// <summary>Compact JSON with keys in alphabetical order.</summary>
    private byte[] WriteBody(SimulatedRun prediction, SimulatedRunState state, SimulatorSettings rules)
    {
        var body = json.Describe(prediction, state);
        if (rules.WebhookPadBytes > 0)
            body["padding"] = new string('x', rules.WebhookPadBytes);
        var sorted = new JsonObject(body.OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));
        return JsonSerializer.SerializeToUtf8Bytes(sorted, PlainJson.Options);
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        client.Dispose();
    }

    [LoggerMessage(LogLevel.Debug, "Webhook {Event} of {PredictionId}: {Status} {Error}")]
    private partial void LogAttempt(string predictionId, string @event, int? status, string? error);
}
