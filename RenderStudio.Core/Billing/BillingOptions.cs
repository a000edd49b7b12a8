using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Billing;

/// <summary>Billing is off without <see cref="SecretKey"/>.</summary>
public sealed class BillingOptions
{
    public const string Section = "Billing";

    /// <summary>
    /// Secret or restricted key of the Stripe account (<c>sk_live_…</c>, <c>rk_test_…</c>). It also decides whether
    /// live or test events are accepted.
    /// </summary>
    public string? SecretKey { get; set; }

    /// <summary>
    /// Signing secrets of the webhook endpoint (<c>whsec_…</c>): one, or the old and the new one during a rotation.
    /// </summary>
    public IList<string> WebhookSecrets { get; set; } = [];

    /// <summary>
    /// What a price buys, by its id at Stripe: the name of a plan, or the number of credits of a pack.
    /// </summary>
    public IDictionary<string, string>? Prices { get; set; }

    /// <summary>Where the browser goes after a payment.</summary>
    public string? SuccessUrl { get; set; }

    /// <summary>Where the browser goes after a cancelled checkout and from the customer portal.</summary>
    public string? ReturnUrl { get; set; }

    /// <summary>Timeout of one try of a call to Stripe.</summary>
    [Range(1.0, 60.0)]
    public double TimeoutSeconds { get; set; } = 10;

    /// <summary>Root address of another API than Stripe's; only in Development.</summary>
    public string? DevelopmentApiBase { get; set; }

    internal bool IsConfigured => !string.IsNullOrEmpty(SecretKey);

    /// <summary>Whether events of live mode are accepted; otherwise only those of test mode.</summary>
    internal bool IsLive => SecretKey is { } key && key.Contains("k_live_");
}

[OptionsValidator]
internal sealed partial class BillingOptionsValidator : IValidateOptions<BillingOptions>;
