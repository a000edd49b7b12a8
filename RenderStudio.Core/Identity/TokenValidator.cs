using System.Text.Json;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Identity;

/// <summary>What a valid token says about its bearer.</summary>
public sealed record TokenSubject(string Issuer, string Subject);

/// <summary>
/// Believes a JWT when one of our keys signed it with that key's own algorithm, and it names our issuer and audience
/// within its time (RFC 7519; RFC 8725 for what else to refuse).
/// </summary>
public sealed class TokenValidator : IDisposable
{
    private const int SkewSeconds = 60;
    private const int MaxSubjectLength = 255;

    private readonly IdentityOptions options;
    private readonly TimeProvider clock;
    private readonly List<ITokenKey> keys;

    public TokenValidator(IOptions<IdentityOptions> options, TimeProvider clock)
    {
        this.options = options.Value;
        this.clock = clock;
        keys = [.. this.options.Keys.Select(TokenKey.Create)];
    }

    public Result<TokenSubject> Validate(string token)
    {
        if (TokenParts.TryRead(token) is not { } parts || KeyOf(parts.Header) is not { } key)
            return Invalid;
        if (!key.Verifies(parts.SigningInput, parts.Signature))
            return Invalid;
        return Believe(parts.Claims);
    }

    public void Dispose() => keys.ForEach(key => key.Dispose());

    private static Problem Invalid { get; } = new(ProblemCode.Unauthenticated, "The token is not valid.");

    private static Problem Expired { get; } = new(ProblemCode.Unauthenticated, "The token has expired.");

    private ITokenKey? KeyOf(JsonElement header)
    {
        if (header.TryGetProperty("crit", out _))
            return null;
        var key = header.TryGetProperty("kid", out _)
            ? keys.Find(known => known.Id == TokenParts.Text(header, "kid"))
            : keys is [var only] ? only : null;
        return key?.Algorithm == TokenParts.Text(header, "alg") ? key : null;
    }

    private Result<TokenSubject> Believe(JsonElement claims)
    {
        if (TokenParts.Text(claims, "iss") != options.Issuer || !IsForUs(claims))
            return Invalid;
        if (TokenParts.Text(claims, "sub") is not { Length: > 0 and <= MaxSubjectLength } subject)
            return Invalid;
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        if (Seconds(claims, "exp") is not { } expires || Seconds(claims, "nbf") > now + SkewSeconds)
            return Invalid;
        // A "nbf" that is there must be a time, or the token says something we do not understand.
        if (claims.TryGetProperty("nbf", out _) && Seconds(claims, "nbf") is null)
            return Invalid;
        return expires <= now - SkewSeconds ? Expired : new TokenSubject(options.Issuer, subject);
    }

    private bool IsForUs(JsonElement claims)
    {
        if (!claims.TryGetProperty("aud", out var audience))
            return false;
        return audience.ValueKind == JsonValueKind.Array
            ? audience.EnumerateArray().Any(IsOurs)
            : IsOurs(audience);
    }

    private bool IsOurs(JsonElement audience) =>
        audience.ValueKind == JsonValueKind.String && audience.ValueEquals(options.Audience);

    private static double? Seconds(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out var seconds) ? seconds : null;
}
