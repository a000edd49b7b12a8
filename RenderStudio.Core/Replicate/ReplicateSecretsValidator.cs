using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Replicate;

/// <summary>Refuses to start without the secrets that keep strangers' webhooks out.</summary>
public sealed class ReplicateSecretsValidator(IHostEnvironment environment) : IValidateOptions<ReplicateOptions>
{
    private const int LeastKeyBytes = 32;

    /// <summary>As Standard Webhooks asks for: an empty setting would be a key that everybody has.</summary>
    private const int LeastSecretBytes = 24;

    public ValidateOptionsResult Validate(string? name, ReplicateOptions options)
    {
        List<string> faults = [];
        if (options.WebhookSecrets.Count == 0 && options.WebhookMode == "signed" && options.Webhooks == "on"
            && !environment.IsDevelopment())
            faults.Add("Replicate:WebhookSecrets: at least one whsec_ secret is needed outside Development.");
        if (options.WebhookSecrets.Any(secret => !IsSecret(secret)))
            faults.Add("Replicate:WebhookSecrets: each is whsec_ followed by base64 of at least "
                + $"{LeastSecretBytes} bytes.");
        if (options.WebhookTokenKey.Length > 0 && BytesOf(options.WebhookTokenKey) < LeastKeyBytes)
            faults.Add($"Replicate:WebhookTokenKey: base64 of at least {LeastKeyBytes} bytes.");
        if (options.DevelopmentOutputOrigin is not null && !environment.IsDevelopment())
            faults.Add("Replicate:DevelopmentOutputOrigin: only in Development.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsSecret(string secret)
    {
        try
        {
            return WebhookSignature.KeyOf(secret).Length >= LeastSecretBytes;
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
