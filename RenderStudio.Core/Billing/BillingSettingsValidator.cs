using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Billing;

/// <summary>Prevents start-up with settings that cannot receive or sell anything.</summary>
internal sealed class BillingSettingsValidator(IHostEnvironment environment) : IValidateOptions<BillingOptions>
{
    private const int MinSecretLength = 20;

    private static readonly string[] KeyPrefixes = ["sk_live_", "sk_test_", "rk_live_", "rk_test_"];

    public ValidateOptionsResult Validate(string? name, BillingOptions options)
    {
        List<string> errors = [];
        if (options.DevelopmentApiBase is not null && !environment.IsDevelopment())
            errors.Add("Billing:DevelopmentApiBase: allowed only in Development.");
        if (options.IsConfigured)
            errors.AddRange(ErrorsOf(options));
        else if (options.WebhookSecrets.Count > 0 || options.Prices is { Count: > 0 })
            errors.Add("Billing:SecretKey: required when Billing:WebhookSecrets or Billing:Prices is set.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private IEnumerable<string> ErrorsOf(BillingOptions options)
    {
        if (!KeyPrefixes.Any(prefix => options.SecretKey!.StartsWith(prefix, StringComparison.Ordinal)))
            yield return $"Billing:SecretKey: must start with one of {string.Join(", ", KeyPrefixes)}.";
        if (options.WebhookSecrets.Count == 0 || options.WebhookSecrets.Any(secret => !IsSecret(secret)))
            yield return "Billing:WebhookSecrets: at least one whsec_ secret is required with Billing:SecretKey.";
        if (!IsAddress(options.SuccessUrl))
            yield return "Billing:SuccessUrl: must be an https address.";
        if (!IsAddress(options.ReturnUrl))
            yield return "Billing:ReturnUrl: must be an https address.";
        foreach (var (price, product) in options.Prices ?? new Dictionary<string, string>())
        {
            if (Product.Of(product) is null)
                yield return $"Billing:Prices:{price}: must be 'pro', 'studio' or a number of credits.";
        }
    }

    private static bool IsSecret(string secret) =>
        secret.StartsWith("whsec_", StringComparison.Ordinal) && secret.Length >= MinSecretLength;

    private bool IsAddress(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (environment.IsDevelopment() && uri.Scheme == Uri.UriSchemeHttp));
}
