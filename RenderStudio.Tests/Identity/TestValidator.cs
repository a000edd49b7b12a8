using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Identity;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Identity;

/// <summary>Creates validators with the issuer and the audience of the test tokens.</summary>
internal static class TestValidator
{
    /// <summary>
    /// The time at the validator's clock: whole seconds, as in the claims, so that a limit is met exactly.
    /// </summary>
    public static readonly DateTimeOffset Now =
        DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

    /// <summary>The key of the test tokens with HS256.</summary>
    public static IdentityKeyOptions SharedSecret =>
        new() { Id = TestTokens.KeyId, Algorithm = "HS256", Secret = TestTokens.Secret };

    public static TokenValidator Create(RecordedLog log, params IdentityKeyOptions[] keys) => new(
        Options.Create(new IdentityOptions
        {
            Issuer = TestTokens.Issuer,
            Audience = TestTokens.Audience,
            Keys = [.. keys],
        }),
        new FixedClock(Now), log.CreateLogger<TokenValidator>());
}
