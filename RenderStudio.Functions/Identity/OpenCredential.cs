using Microsoft.AspNetCore.Authentication;
using RenderStudio.Core.ApiKeys;
using RenderStudio.Core.Identity;

namespace RenderStudio.Functions.Identity;

/// <summary>
/// Tells a response that stays open whether the credential of its request is still valid: a key that was deleted or has
/// expired and a token that has expired end it.
/// </summary>
public sealed class OpenCredential(AuthenticateKey keys, TimeProvider clock)
{
    /// <summary>The time between two checks.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    public async ValueTask<bool> IsValidAsync(HttpContext context, CancellationToken ct)
    {
        if (context.Caller().Key is not null)
            return await keys.IsStillValidAsync(ApiKeyHandler.KeyOf(context.Request), ct);
        // The result of the start of the request. App Service authentication tells no expiry.
        var expires = (await context.AuthenticateAsync()).Properties?.ExpiresUtc;
        return expires is null || clock.GetUtcNow() - TokenValidator.Skew < expires;
    }
}
