using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Replicate;

public sealed class ReplicateOptions
{
    public const string Section = "Replicate";

    /// <summary>Token of the account that pays (<c>r8_…</c>).</summary>
    [Required]
    public string ApiToken { get; set; } = "";

    /// <summary>Root of the API, with its version.</summary>
    [Required, Url]
    public string BaseUrl { get; set; } = "https://api.replicate.com/v1";

    /// <summary>Secrets webhooks are signed with (<c>whsec_…</c>): one, or old and new while rotating.</summary>
    public IList<string> WebhookSecrets { get; set; } = [];

    /// <summary>
    /// <c>signed</c>: Standard Webhooks signature and URL token. <c>token</c>: the URL token alone will do, for a
    /// gateway that strips the signature headers.
    /// </summary>
    [RegularExpression("signed|token")]
    public string WebhookMode { get; set; } = "signed";

    /// <summary>Base64 key of the token in the webhook's URL, at least 32 bytes.</summary>
    [Required]
    public string WebhookTokenKey { get; set; } = "";

    /// <summary><c>on</c>, or <c>off</c>: no webhook is asked for and results are polled.</summary>
    [RegularExpression("on|off")]
    public string Webhooks { get; set; } = "on";

    /// <summary>How often a run is asked after when webhooks are off.</summary>
    [Range(1.0, 600.0)]
    public double PollSeconds { get; set; } = 5;

    /// <summary>Longest time one create call may take; it is never repeated blindly.</summary>
    [Range(1.0, 120.0)]
    public double CreateTimeoutSeconds { get; set; } = 30;

    /// <summary>Longest time of one try of a read or a cancel.</summary>
    [Range(1.0, 120.0)]
    public double ReadTimeoutSeconds { get; set; } = 10;

    /// <summary>
    /// With so many calls of a kind within 30 seconds, half of them failed (401, 402, 5xx, nobody there), no more are
    /// sent for a while.
    /// </summary>
    [Range(2, 1_000_000)]
    public int CircuitCalls { get; set; } = 10;

    /// <summary>That while; then one call tries.</summary>
    [Range(0.5, 600)]
    public double CircuitBreakSeconds { get; set; } = 15;

    /// <summary>Development only: an origin besides https://replicate.delivery from which outputs are taken.</summary>
    public string? DevelopmentOutputOrigin { get; set; }

    /// <summary><c>link</c>: inputs go as signed links. <c>files</c>: they are uploaded to Replicate's Files API first,
    /// for a storage account that Replicate cannot reach.</summary>
    [RegularExpression("link|files")]
    public string InputTransport { get; set; } = "link";
}

[OptionsValidator]
public sealed partial class ReplicateOptionsValidator : IValidateOptions<ReplicateOptions>;
