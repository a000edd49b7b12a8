namespace RenderStudio.Local.LocalCalls;

public sealed record LocalToken(string Token, DateTimeOffset ExpiresAt);
