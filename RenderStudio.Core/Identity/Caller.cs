namespace RenderStudio.Core.Identity;

/// <summary>The authenticated caller.</summary>
/// <param name="OwnerId">The product's id for the token's issuer and subject.</param>
/// <param name="IsAdmin">Whether the caller is an operator.</param>
public sealed record Caller(Guid OwnerId, bool IsAdmin = false);
