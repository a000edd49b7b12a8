using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace RenderStudio.Core.Identity;

/// <summary>
/// The keys that an OpenID Connect issuer publishes. They are read when the first token needs them, when a token names
/// an unknown key, and when they are old; one read at a time, and not more often than configured. Keys that were read
/// stay valid while the issuer does not answer.
/// </summary>
/// <remarks>
/// The library's ConfigurationManager does not meet this: it reads after an unknown key in the background, so that the
/// first tokens with a new key are rejected, or, where it waits, tokens with known keys wait for a silent issuer too.
/// </remarks>
internal sealed partial class DiscoveredKeys(
    IssuerOptions issuer, IdentityOptions options, AuthorityDocuments documents, TimeProvider clock,
    ILogger<DiscoveredKeys> logger)
{
    // Until the first success, while every token waits.
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    private readonly string address = $"{issuer.Authority.TrimEnd('/')}/.well-known/openid-configuration";
    private readonly TimeSpan interval = TimeSpan.FromSeconds(options.KeyRefreshSeconds);
    private readonly TimeSpan maxAge = TimeSpan.FromMinutes(options.KeyMaxAgeMinutes);
    private readonly Lock gate = new();
    private Task reading = Task.CompletedTask;
    private DateTimeOffset nextRead = DateTimeOffset.MinValue;
    private volatile Published? latest;

    /// <returns>
    /// How to verify a token with this header. <c>unavailable</c> when the keys could not be read yet.
    /// </returns>
    public async ValueTask<Result<TokenValidationParameters>> FindAsync(TokenHeader header)
    {
        if (latest is { } known && known.Keys.Find(header) is { } key)
        {
            if (clock.GetUtcNow() >= known.ReadAt + maxAge)
                _ = RefreshAsync();
            return key;
        }

        await RefreshAsync();
        if (latest is not { } refreshed)
            return Outage.Problem;
        return refreshed.Keys.Find(header) is { } found ? found : TokenValidator.Invalid;
    }

    /// <summary>Completes when a running or a new read ends; at once when it is too early for a new one.</summary>
    private Task RefreshAsync()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (!reading.IsCompleted || now < nextRead)
                return reading;
            nextRead = now + (latest is null && interval > FirstRetry ? FirstRetry : interval);
            return reading = Task.Run(ReadAsync);
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeLimit);
            var metadata = OpenIdConnectConfiguration.Create(await documents.ReadAsync(address, limit.Token));
            var published = new JsonWebKeySet(await documents.ReadAsync(metadata.JwksUri, limit.Token));
            latest = new(KeysOf(metadata.Issuer, published.Keys), clock.GetUtcNow());
            LogRead(logger, latest.Keys.Count, issuer.Authority);
        }
        catch (Exception unreadable)
        {
            LogUnreadable(logger, issuer.Authority, unreadable.GetBaseException().Message);
        }
    }

    private TokenKeys KeysOf(string? name, IEnumerable<JsonWebKey> published)
    {
        var isNamed = issuer.Issuer == ""
            ? name?.TrimEnd('/') == issuer.Authority.TrimEnd('/')
            : name == issuer.Issuer;
        if (!isNamed)
            throw new InvalidDataException("The metadata names another issuer.");
        var keys = new TokenKeys(
            name!, issuer.Audience, published.Select(TokenKey.Published).OfType<TokenKey>());
        return keys.Count > 0 ? keys : throw new InvalidDataException("No key that signs tokens is published.");
    }

    private sealed record Published(TokenKeys Keys, DateTimeOffset ReadAt);

    [LoggerMessage(Level = LogLevel.Information, Message = "Read {Count} keys of the issuer {Authority}")]
    private static partial void LogRead(ILogger logger, int count, string authority);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not read the keys of the issuer {Authority}: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, string authority, string reason);
}
