namespace RenderStudio.Core.Identity;

/// <summary>Who asks, under our own id for (issuer, subject).</summary>
public sealed record Caller(Guid OwnerId);
