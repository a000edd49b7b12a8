using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace RenderStudio.Core.Identity;

/// <summary>A verified token and its subject.</summary>
public sealed record ValidToken(TokenSubject Subject, SecurityToken Token);

/// <summary>
/// Validates a JWT (RFC 7519; RFC 8725 for further checks). A token is valid if a key of its issuer signed it with the
/// key's own algorithm, its audience is the configured one, and the current time is within its validity period, with a
/// tolerance of 60 seconds.
/// </summary>
public sealed partial class TokenValidator
{
    private const int SkewSeconds = 60;

    /// <summary>The tolerance of the times in a token.</summary>
    public static TimeSpan Skew { get; } = TimeSpan.FromSeconds(SkewSeconds);

    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = TokenParts.MaxLength };
    private readonly List<TokenIssuer> issuers;
    private readonly IReadOnlyList<string> roleClaims;
    private readonly Roles roles;
    private readonly TimeProvider clock;
    private readonly ILogger<TokenValidator> logger;

    internal TokenValidator(
        IOptions<IdentityOptions> options, AuthorityDocuments documents, Roles roles, TimeProvider clock,
        ILoggerFactory log)
    {
        this.roles = roles;
        this.clock = clock;
        logger = log.CreateLogger<TokenValidator>();
        issuers =
        [
            .. options.Value.AllIssuers().Select(named => new TokenIssuer(named.Issuer, named.Issuer.Authority == ""
                ? null
                : new(named.Issuer, options.Value, documents, clock, log.CreateLogger<DiscoveredKeys>()))),
        ];
        roleClaims = [.. issuers.Select(issuer => issuer.RoleClaim).Where(claim => claim != "").Distinct()];
    }

    internal static Problem Invalid { get; } = new(ProblemCode.Unauthenticated, "The token is not valid.");

    private static Problem Expired { get; } = new(ProblemCode.Unauthenticated, "The token has expired.");

    public async ValueTask<Result<ValidToken>> ValidateAsync(string token)
    {
        if (TokenParts.TryRead(token, roleClaims) is not { } parts)
            return Reject("it is malformed");
        if (parts.Header.HasExtensions)
            return Reject("it requires an extension");
        if (!parts.Claims.Use.IsAccess(parts.Header.Type))
            return Reject("it is no access token");
        if (issuers.Find(known => known.IsNamed(parts.Claims.Issuer)) is not { } issuer)
            return Reject("its issuer is not configured");
        if ((await issuer.FindAsync(parts.Header)).Failed(out var problem, out var parameters))
            return problem == Invalid ? Reject("no key of its issuer has its kid and algorithm") : problem;
        var verified = await handler.ValidateTokenAsync(token, parameters);
        if (!verified.IsValid)
            return Reject(ReasonOf(verified.Exception));
        return Check(parts, issuer.RoleClaim).Failed(out problem, out var subject)
            ? problem
            : new ValidToken(subject, verified.SecurityToken);
    }

    private static string ReasonOf(Exception failure) => failure switch
    {
        SecurityTokenInvalidSignatureException => "its signature is invalid",
        SecurityTokenInvalidAudienceException => "its audience does not match",
        SecurityTokenInvalidIssuerException => "its issuer does not match",
        _ => $"the library reports {failure.GetType().Name}",
    };

    private Result<TokenSubject> Check(TokenParts parts, string roleClaim)
    {
        var claims = parts.Claims;
        if (!TokenSubject.IsSubject(claims.Subject))
            return Reject("its subject is missing or too long");
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        if (claims.Expires is not { } expires || claims.NotBefore > now + SkewSeconds)
            return Reject("it has no expiry or is not valid yet");
        if (expires <= now - SkewSeconds)
            return Reject("it has expired", Expired);
        var (issuer, subject) = (claims.Issuer!, claims.Subject!);
        return new TokenSubject(issuer, subject, roles.IsAdmin(issuer, subject, claims.Roles.Of(roleClaim)));
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
