using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Replicate;

/// <summary>Prevents start-up without valid secrets for webhooks.</summary>
internal sealed class ReplicateSecretsValidator(IHostEnvironment environment) : IValidateOptions<ReplicateOptions>
{
    private const int MinKeyBytes = 32;

    /// <summary>The minimum of Standard Webhooks. An empty setting would be a key that anyone can guess.</summary>
    private const int MinSecretBytes = 24;

    public ValidateOptionsResult Validate(string? name, ReplicateOptions options)
    {
        List<string> errors = [];
        if (options.WebhookSecrets.Count == 0 && options.WebhooksEnabled
            && options.WebhookVerification == WebhookVerification.Signature && !environment.IsDevelopment())
            errors.Add("Replicate:WebhookSecrets: at least one whsec_ secret is required outside Development.");
        if (options.WebhookSecrets.Any(secret => !IsSecret(secret)))
            errors.Add("Replicate:WebhookSecrets: each secret must be whsec_ followed by base64 of at least "
                + $"{MinSecretBytes} bytes.");
        if (options.WebhookTokenKey.Length > 0 && BytesOf(options.WebhookTokenKey) < MinKeyBytes)
            errors.Add($"Replicate:WebhookTokenKey: must be base64 of at least {MinKeyBytes} bytes.");
        if (options.DevelopmentOutputOrigin is not null && !environment.IsDevelopment())
            errors.Add("Replicate:DevelopmentOutputOrigin: allowed only in Development.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static bool IsSecret(string secret)
    {
        try
        {
            return WebhookSignature.KeyOf(secret).Length >= MinSecretBytes;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static int BytesOf(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? length : 0;
    }
}
