using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Identity;

internal sealed class IdentityOptionsValidator : IValidateOptions<IdentityOptions>
{
    public ValidateOptionsResult Validate(string? name, IdentityOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(IdentityOptions options)
    {
        if (options.Issuer == "")
            yield return "Identity:Issuer is required.";
        if (options.Audience == "")
            yield return "Identity:Audience is required.";
        if (options.Keys.Count == 0)
            yield return "Identity:Keys requires at least one key.";
        if (options.Keys.Select(key => key.Id).Distinct().Count() < options.Keys.Count)
            yield return "Identity:Keys contains a duplicate Id.";
        for (var i = 0; i < options.Keys.Count; i++)
        {
            if (ErrorOf(options.Keys[i]) is { } error)
                yield return $"Identity:Keys:{i} {error}";
        }
    }

    private static string? ErrorOf(IdentityKeyOptions key)
    {
        if (key.Id == "")
            return "requires an Id.";
        try
        {
            using var made = TokenKey.Create(key);
            return made.Weakness;
        }
        catch (Exception unusable) when (unusable is ArgumentException or FormatException or CryptographicException)
        {
            return "requires Algorithm HS256 with a base64 Secret, or RS256 or ES256 with a PublicKeyPem.";
        }
    }
}
