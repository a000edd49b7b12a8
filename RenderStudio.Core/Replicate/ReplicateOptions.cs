using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Replicate;

public sealed class ReplicateOptions
{
    public const string Section = "Replicate";

    /// <summary>API token of the account that is billed (<c>r8_…</c>).</summary>
    [Required]
    public string ApiToken { get; set; } = "";

    /// <summary>Root address of the API, including its version.</summary>
    [Required, Url]
    public string BaseUrl { get; set; } = "https://api.replicate.com/v1";

    /// <summary>
    /// Secrets that sign webhooks (<c>whsec_…</c>): one, or the old and the new one during a rotation.
    /// </summary>
    public IList<string> WebhookSecrets { get; set; } = [];

    /// <summary>
    /// <c>signed</c>: a delivery needs the Standard Webhooks signature and the URL token. <c>token</c>: the URL token
    /// is sufficient, for a gateway that removes the signature headers.
    /// </summary>
    [RegularExpression("signed|token")]
    public string WebhookMode { get; set; } = "signed";

    /// <summary>Base64 key, at least 32 bytes, for the token in the webhook's URL.</summary>
    [Required]
    public string WebhookTokenKey { get; set; } = "";

    /// <summary><c>on</c>: Replicate sends webhooks. <c>off</c>: no webhook is requested and runs are polled.</summary>
    [RegularExpression("on|off")]
    public string Webhooks { get; set; } = "on";

    /// <summary>Interval between two polls of a run when webhooks are off.</summary>
    [Range(1.0, 600.0)]
    public double PollSeconds { get; set; } = 5;

    /// <summary>
    /// Create calls per minute of all instances together. Replicate permits 600 per account
    /// (https://replicate.com/docs/topics/predictions/rate-limits).
    /// </summary>
    [Range(1, 10_000_000)]
    public int CreatesPerMinute { get; set; } = 600;

    /// <summary>Create calls that may be sent at once after a quiet time.</summary>
    [Range(1, 10_000_000)]
    public int CreateBurst { get; set; } = 100;

    /// <summary>Timeout of a create call. A call that times out is never repeated.</summary>
    [Range(1.0, 120.0)]
    public double CreateTimeoutSeconds { get; set; } = 30;

    /// <summary>Timeout of one try of a read or a cancel.</summary>
    [Range(1.0, 120.0)]
    public double ReadTimeoutSeconds { get; set; } = 10;

    /// <summary>
    /// Minimum number of calls of one kind within 30 seconds before the circuit can open. It opens when half of them
    /// failed: 401, 402, 5xx, a timeout or no connection.
    /// </summary>
    [Range(2, 1_000_000)]
    public int CircuitCalls { get; set; } = 10;

    /// <summary>
    /// An origin besides https://replicate.delivery from which outputs are downloaded; only in Development.
    /// </summary>
    public string? DevelopmentOutputOrigin { get; set; }

    /// <summary>
    /// <c>link</c>: Replicate reads inputs by signed links. <c>files</c>: inputs are first uploaded to Replicate's
    /// Files API, for a storage account that Replicate cannot reach.
    /// </summary>
    [RegularExpression("link|files")]
    public string InputTransport { get; set; } = "link";

    internal InputDelivery InputDelivery =>
        InputTransport == "link" ? InputDelivery.SignedLink : InputDelivery.UploadedFile;

    internal WebhookVerification WebhookVerification =>
        WebhookMode == "signed" ? WebhookVerification.Signature : WebhookVerification.TokenOnly;

    internal bool WebhooksEnabled => Webhooks == "on";
}

[OptionsValidator]
internal sealed partial class ReplicateOptionsValidator : IValidateOptions<ReplicateOptions>;
