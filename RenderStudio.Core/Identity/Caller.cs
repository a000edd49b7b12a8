namespace RenderStudio.Core.Identity;

/// <summary>Who asks, under our own id for (issuer, subject).</summary>
/// <param name="IsAdmin">May do what only operators do.</param>
public sealed record Caller(Guid OwnerId, bool IsAdmin = false);
