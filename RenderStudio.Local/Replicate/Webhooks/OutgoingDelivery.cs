using System.Security.Cryptography;
using RenderStudio.Local.Replicate.Predictions;

namespace RenderStudio.Local.Replicate.Webhooks;

internal enum WebhookEvent
{
    Start,
    Output,
    Logs,
    Completed,
}

/// <summary>One webhook message. Copies and retries keep its id.</summary>
internal sealed record OutgoingDelivery(SimulatedRun Prediction, WebhookEvent Event, byte[] Body)
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public string Id { get; } = "msg_" + RandomNumberGenerator.GetString(Base62, 27);

    public string EventName => Event switch
    {
        WebhookEvent.Start => "start",
        WebhookEvent.Output => "output",
        WebhookEvent.Logs => "logs",
        WebhookEvent.Completed => "completed",
    };

    /// <summary>Without a filter, a prediction sends deliveries for new output and for its end.</summary>
    public bool IsWanted => Prediction.WebhookEvents is { } wanted
        ? wanted.Contains(EventName)
        : Event is WebhookEvent.Output or WebhookEvent.Completed;
}
