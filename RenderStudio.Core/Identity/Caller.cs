namespace RenderStudio.Core.Identity;

/// <summary>The authenticated caller.</summary>
/// <param name="OwnerId">The product's id for the token's issuer and subject.</param>
/// <param name="IsAdmin">Whether the caller is an operator.</param>
/// <param name="Key">The API key of the request; null for a token.</param>
public sealed record Caller(Guid OwnerId, bool IsAdmin = false, CallerKey? Key = null);

/// <summary>The API key with which a program of an owner calls.</summary>
public sealed record CallerKey(Guid Id, KeyScopes Scopes);
