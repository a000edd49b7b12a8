namespace RenderStudio.Core.Administration;

/// <summary>
/// Numbers by day in UTC and by model. The generations of erased owners are deleted and not counted; ledger entries
/// remain.
/// </summary>
public sealed record UsageReport
{
    public required DateTime From { get; init; }

    public required DateTime To { get; init; }

    /// <summary>Generations by the day of their submit.</summary>
    public required IReadOnlyList<GenerationsOfDay> Generations { get; init; }

    /// <summary>Failed generations by the day of their submit and their failure code.</summary>
    public required IReadOnlyList<FailuresOfDay> Failures { get; init; }

    /// <summary>Ledger entries by their own day.</summary>
    public required IReadOnlyList<CreditsOfDay> Credits { get; init; }
}

public sealed record GenerationsOfDay
{
    /// <summary><c>2026-11-28</c>.</summary>
    public required string Day { get; init; }

    public required string Model { get; init; }

    public required int Submitted { get; init; }

    public required int Succeeded { get; init; }

    public required int Failed { get; init; }

    public required int Canceled { get; init; }

    /// <summary>Number of delivered variants.</summary>
    public required int Delivered { get; init; }

    /// <summary>Median time from the submit to the end of those that succeeded; null when none did.</summary>
    public double? MedianSeconds { get; init; }

    /// <summary>The 95th percentile of the same time.</summary>
    public double? P95Seconds { get; init; }
}

public sealed record FailuresOfDay
{
    public required string Day { get; init; }

    public required string Model { get; init; }

    public required string Code { get; init; }

    public required int Count { get; init; }
}

public sealed record CreditsOfDay
{
    public required string Day { get; init; }

    /// <summary>Null for entries without a generation, and for generations of erased owners.</summary>
    public string? Model { get; init; }

    public required long Held { get; init; }

    public required long Settled { get; init; }

    public required long Released { get; init; }

    /// <summary>Credits of plans and of operators.</summary>
    public required long Granted { get; init; }

    public required long Purchased { get; init; }

    /// <summary>Credits that refunds, lost disputes or operators took back.</summary>
    public required long Reversed { get; init; }

    public required long Expired { get; init; }
}
