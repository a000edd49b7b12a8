using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Identity;
using RenderStudio.Testing.App;
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

    public static TokenValidator Create(ILoggerFactory log, params IdentityKeyOptions[] keys) => Create(
        log, new FixedClock(Now),
        new()
        {
            Issuer = TestTokens.Issuer,
            Audience = TestTokens.Audience,
            Keys = [.. keys],
            RoleClaim = "roles",
        });

    /// <param name="documents">The client for the metadata of issuers; null when no issuer has an authority.</param>
    public static TokenValidator Create(
        ILoggerFactory log, TimeProvider clock, IdentityOptions options, HttpClient? documents = null)
    {
        var environment = new HostingEnvironment { EnvironmentName = Environments.Development };
        var wrapped = Options.Create(options);
        return new(wrapped, new(documents!, environment), new(wrapped), clock, log);
    }

    public static async Task<bool> AcceptsAsync(this TokenValidator validator, string token) =>
        !(await validator.ValidateAsync(token)).Failed(out _, out _);
}
