namespace RenderStudio.Core.ApiKeys;

/// <summary>An API key as its owner sees it, without the key itself.</summary>
public sealed record ApiKey
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The first characters of the key, by which its owner recognises it.</summary>
    public required string Prefix { get; init; }

    public required string[] Scopes { get; init; }

    /// <summary>Credits that generations of the key can use per month in UTC; null without a limit.</summary>
    public int? MonthlyCreditCap { get; init; }

    /// <summary>Credits that generations of the key hold or have spent in this month.</summary>
    public required int CreditsThisMonth { get; init; }

    /// <summary>Null for a key that does not expire.</summary>
    public DateTime? ExpiresAt { get; init; }

    /// <summary>Accurate to a minute; null before the first use.</summary>
    public DateTime? LastUsedAt { get; init; }

    public required DateTime CreatedAt { get; init; }
}

/// <summary>A new API key. Only its creation shows the text of the key.</summary>
public sealed record NewApiKey(ApiKey Key, string Text);
