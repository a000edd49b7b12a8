using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Identity;

public sealed class IdentityOptionsValidator : IValidateOptions<IdentityOptions>
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
            yield return "Identity:Keys needs at least one key.";
        if (options.Keys.Select(key => key.Id).Distinct().Count() < options.Keys.Count)
            yield return "Identity:Keys holds the same Id twice.";
        for (var i = 0; i < options.Keys.Count; i++)
        {
            if (Trouble(options.Keys[i]) is { } trouble)
                yield return $"Identity:Keys:{i} {trouble}";
        }
    }

    private static string? Trouble(IdentityKeyOptions key)
    {
        if (key.Id == "")
            return "needs an Id.";
        try
        {
            using var made = TokenKey.Create(key);
            return made.Weakness;
        }
        catch (Exception unusable) when (unusable is ArgumentException or FormatException or CryptographicException)
        {
            return "needs Algorithm HS256 with a base64 Secret, or RS256 or ES256 with a PublicKeyPem.";
        }
    }
}
