using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Identity;

/// <summary>What a valid token says about its bearer.</summary>
/// <param name="IsAdmin">It carries the role <c>admin</c>.</param>
public sealed record TokenSubject(string Issuer, string Subject, bool IsAdmin = false);

/// <summary>
/// Believes a JWT when one of our keys signed it with that key's own algorithm, and it names our issuer and audience
/// within its time (RFC 7519; RFC 8725 for what else to refuse).
/// </summary>
public sealed partial class TokenValidator : IDisposable
{
    private const int SkewSeconds = 60;
    private const int MaxSubjectLength = 255;
    private const string AdminRole = "admin";

    private readonly IdentityOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger<TokenValidator> logger;
    private readonly List<ITokenKey> keys;

    public TokenValidator(IOptions<IdentityOptions> options, TimeProvider clock, ILogger<TokenValidator> logger)
    {
        this.options = options.Value;
        this.clock = clock;
        this.logger = logger;
        keys = [.. this.options.Keys.Select(TokenKey.Create)];
    }

    public Result<TokenSubject> Validate(string token)
    {
        if (TokenParts.TryRead(token) is not { } parts)
            return Refuse("it is malformed");
        if (KeyOf(parts.Header) is not { } key)
            return Refuse("it names no key of ours with that key's algorithm");
        if (!key.Verifies(parts.SigningInput, parts.Signature))
            return Refuse("its signature does not verify");
        return Believe(parts.Claims);
    }

    public void Dispose() => keys.ForEach(key => key.Dispose());

    private static Problem Invalid { get; } = new(ProblemCode.Unauthenticated, "The token is not valid.");

    private static Problem Expired { get; } = new(ProblemCode.Unauthenticated, "The token has expired.");

    private ITokenKey? KeyOf(TokenHeader header)
    {
        if (header.HasExtensions)
            return null;
        var key = header.KeyId is { } id ? keys.Find(known => known.Id == id) : keys is [var only] ? only : null;
        return key?.Algorithm == header.Algorithm ? key : null;
    }

    private Result<TokenSubject> Believe(TokenClaims claims)
    {
        if (claims.Issuer != options.Issuer || !claims.Audiences.Contains(options.Audience))
            return Refuse("its issuer or audience is another");
        if (claims.Subject is not { Length: > 0 and <= MaxSubjectLength } subject)
            return Refuse("its subject is missing or too long");
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        if (claims.Expires is not { } expires || claims.NotBefore > now + SkewSeconds)
            return Refuse("it has no expiry or is not valid yet");
        return expires <= now - SkewSeconds
            ? Refuse("it has expired", Expired)
            : new TokenSubject(options.Issuer, subject, claims.Roles.Contains(AdminRole));
    }

    private Problem Refuse(string reason, Problem? problem = null)
    {
        LogRefused(logger, reason);
        return problem ?? Invalid;
    }

    // Never the token or a part of it: it may be valid elsewhere.
    [LoggerMessage(Level = LogLevel.Debug, Message = "A token was refused: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);
}
