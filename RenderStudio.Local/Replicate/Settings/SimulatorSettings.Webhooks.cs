using System.ComponentModel.DataAnnotations;

namespace RenderStudio.Local.Replicate.Settings;

public sealed partial record SimulatorSettings
{
    /// <summary>Before each delivery's first attempt.</summary>
    [Range(0, 86_400_000)]
    public int WebhookDelayMs { get; init; }

    /// <summary>Deliveries that never arrive, not even by a retry.</summary>
    [Range(0.0, 1.0)]
    public double WebhookDropRate { get; init; }

    /// <summary>Copies beyond the first, with the same <c>webhook-id</c>.</summary>
    [Range(0, 20)]
    public int WebhookDuplicates { get; init; }

    /// <summary>The terminal delivery goes first, what came before it afterwards.</summary>
    public bool WebhookReorder { get; init; }

    /// <summary>Terminal deliveries are tried again after 1, 2, 4, 8, 16 and 32 s times this.</summary>
    [Range(0.0, 1000.0)]
    public double WebhookRetryScale { get; init; } = 1;

    /// <summary>What the receiver has for its answer.</summary>
    [Range(1, 600_000)]
    public int WebhookTimeoutMs { get; init; } = 10_000;

    public bool WebhookBadSignature { get; init; }

    /// <summary>The (signed) time stamp is an hour old.</summary>
    public bool WebhookStaleTimestamp { get; init; }

    /// <summary>As during a rotation: a signature by another secret, then the right one.</summary>
    public bool WebhookTwoSignatures { get; init; }

    /// <summary>The body grows by a text of this length.</summary>
    [Range(0, 256_000_000)]
    public int WebhookPadBytes { get; init; }

    /// <summary>The create call is answered after its first delivery.</summary>
    public bool WebhookBeforeCreateResponse { get; init; }

    /// <summary>The start delivery shows <c>starting</c>, as the documentation's sample does.</summary>
    public bool WebhookStartShowsStarting { get; init; }

    /// <summary>Plain http is refused for this machine too.</summary>
    public bool WebhookHttpsOnly { get; init; }

    /// <summary>Lists leave <c>webhook</c> and its filter out.</summary>
    public bool ListOmitsWebhook { get; init; }
}
