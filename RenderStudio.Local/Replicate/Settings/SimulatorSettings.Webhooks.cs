using System.ComponentModel.DataAnnotations;

namespace RenderStudio.Local.Replicate.Settings;

public sealed partial record SimulatorSettings
{
    /// <summary>Delay in milliseconds before the first attempt of each delivery.</summary>
    [Range(0, 86_400_000)]
    public int WebhookDelayMs { get; init; }

    /// <summary>Share of deliveries that are never sent, not even by a retry.</summary>
    [Range(0.0, 1.0)]
    public double WebhookDropRate { get; init; }

    /// <summary>Number of additional copies with the same <c>webhook-id</c>.</summary>
    [Range(0, 20)]
    public int WebhookDuplicates { get; init; }

    /// <summary>Sends the terminal delivery first and the earlier ones afterwards.</summary>
    public bool WebhookReorder { get; init; }

    /// <summary>Factor for the retry delays of terminal deliveries: 1, 2, 4, 8, 16 and 32 s.</summary>
    [Range(0.0, 1000.0)]
    public double WebhookRetryScale { get; init; } = 1;

    /// <summary>Timeout of the receiver's response in milliseconds.</summary>
    [Range(1, 600_000)]
    public int WebhookTimeoutMs { get; init; } = 10_000;

    public bool WebhookBadSignature { get; init; }

    /// <summary>The signed time stamp is one hour old.</summary>
    public bool WebhookStaleTimestamp { get; init; }

    /// <summary>Sends a signature by another secret before the correct one, as during a key rotation.</summary>
    public bool WebhookTwoSignatures { get; init; }

    /// <summary>Length of a text that is added to the body.</summary>
    [Range(0, 256_000_000)]
    public int WebhookPadBytes { get; init; }

    /// <summary>Responds to the create call after its first delivery.</summary>
    public bool WebhookBeforeCreateResponse { get; init; }

    /// <summary>The start delivery shows <c>starting</c>, as the sample in the documentation does.</summary>
    public bool WebhookStartShowsStarting { get; init; }

    /// <summary>Rejects plain http webhooks for this machine too.</summary>
    public bool WebhookHttpsOnly { get; init; }

    /// <summary>Lists omit <c>webhook</c> and its filter.</summary>
    public bool ListOmitsWebhook { get; init; }
}
