using System.Text.Json;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Identity;

/// <summary>What a valid token says about its bearer.</summary>
/// <param name="IsAdmin">It carries the role <c>admin</c>.</param>
public sealed record TokenSubject(string Issuer, string Subject, bool IsAdmin = false);

/// <summary>
/// Believes a JWT when one of our keys signed it with that key's own algorithm, and it names our issuer and audience
/// within its time (RFC 7519; RFC 8725 for what else to refuse).
/// </summary>
public sealed class TokenValidator : IDisposable
{
    private const int SkewSeconds = 60;
    private const int MaxSubjectLength = 255;
    private const string AdminRole = "admin";

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
        return expires <= now - SkewSeconds
            ? Expired
            : new TokenSubject(options.Issuer, subject, HasRole(claims, AdminRole));
    }

    private bool IsForUs(JsonElement claims) => Names(claims, "aud", options.Audience);

    private static bool HasRole(JsonElement claims, string role) => Names(claims, "roles", role);

    /// <summary>Whether the claim is this text, or a list with it.</summary>
    private static bool Names(JsonElement claims, string claim, string text)
    {
        if (!claims.TryGetProperty(claim, out var value))
            return false;
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Any(IsIt) : IsIt(value);

        bool IsIt(JsonElement one) => one.ValueKind == JsonValueKind.String && one.ValueEquals(text);
    }

    private static double? Seconds(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out var seconds) ? seconds : null;
}
