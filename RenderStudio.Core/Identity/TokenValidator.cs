using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Identity;

/// <summary>The subject of a valid token.</summary>
/// <param name="IsAdmin">Whether the token contains the role <c>admin</c>.</param>
public sealed record TokenSubject(string Issuer, string Subject, bool IsAdmin = false);

/// <summary>
/// Validates a JWT (RFC 7519; RFC 8725 for further checks). A token is valid when a configured key signed it with the
/// key's own algorithm, its issuer and audience are the configured ones, and the current time is within its validity
/// period, with a tolerance of 60 seconds.
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
            return Reject("it is malformed");
        if (KeyOf(parts.Header) is not { } key)
            return Reject("no configured key has its kid and algorithm");
        if (!key.Verifies(parts.SigningInput, parts.Signature))
            return Reject("its signature is invalid");
        return Check(parts.Claims);
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

    private Result<TokenSubject> Check(TokenClaims claims)
    {
        if (claims.Issuer != options.Issuer || !claims.Audiences.Contains(options.Audience))
            return Reject("its issuer or audience does not match");
        if (claims.Subject is not { Length: > 0 and <= MaxSubjectLength } subject)
            return Reject("its subject is missing or too long");
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        if (claims.Expires is not { } expires || claims.NotBefore > now + SkewSeconds)
            return Reject("it has no expiry or is not valid yet");
        return expires <= now - SkewSeconds
            ? Reject("it has expired", Expired)
            : new TokenSubject(options.Issuer, subject, claims.Roles.Contains(AdminRole));
    }

    private Problem Reject(string reason, Problem? problem = null)
    {
        LogRejected(logger, reason);
        return problem ?? Invalid;
    }

    // Does not log the token or a part of it, because the token may be valid for another service.
    [LoggerMessage(Level = LogLevel.Debug, Message = "Rejected a token: {Reason}")]
    private static partial void LogRejected(ILogger logger, string reason);
}
