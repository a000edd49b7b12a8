using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Deliveries;

/// <summary>Prevents start-up without a key for the secrets of endpoints.</summary>
internal sealed partial class EndpointKeysValidator : IValidateOptions<DeliveryOptions>
{
    private const int MinBytes = 32;

    public ValidateOptionsResult Validate(string? name, DeliveryOptions options)
    {
        List<string> errors = [];
        if (options.SecretKeys.Count == 0)
            errors.Add("Deliveries:SecretKeys requires at least one key, with an Id and a Secret.");
        for (var i = 0; i < options.SecretKeys.Count; i++)
        {
            if (!Id().IsMatch(options.SecretKeys[i].Id))
                errors.Add($"Deliveries:SecretKeys:{i}:Id must have 1 to 32 letters, digits, dots and hyphens.");
            if (BytesOf(options.SecretKeys[i].Secret) < MinBytes)
                errors.Add($"Deliveries:SecretKeys:{i}:Secret must be base64 of at least {MinBytes} bytes.");
        }

        if (options.SecretKeys.DistinctBy(key => key.Id).Count() < options.SecretKeys.Count)
            errors.Add("Deliveries:SecretKeys contains a duplicate Id.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static int BytesOf(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? length : 0;
    }

    [GeneratedRegex(@"^[A-Za-z0-9.-]{1,32}\z")]
    private static partial Regex Id();
}
