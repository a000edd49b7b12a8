namespace RenderStudio.Core.Usage;

/// <summary>An owner's credits. Granted and used count since the period began.</summary>
/// <param name="Held">Set aside for generations under way; spent as delivered, the rest comes back.</param>
/// <param name="Remaining">What can still be spent.</param>
/// <param name="Entries">The newest lines of the ledger, newest first.</param>
public sealed record UsageView(
    string Plan, DateTime PeriodEnds, int Granted, int Used, int Held, int Remaining,
    IReadOnlyList<UsageEntry> Entries);

/// <summary>A line of the ledger.</summary>
public sealed record UsageEntry
{
    public required DateTime At { get; init; }

    /// <summary><c>grant</c>, <c>hold</c>, <c>settle</c>, <c>release</c>, <c>expire</c> or <c>reverse</c>.</summary>
    public required string Kind { get; init; }

    public required int Credits { get; init; }

    /// <summary>What it did to the remaining credits; 0 for a settlement, whose credits were held before.</summary>
    public required int Delta { get; init; }

    public Guid? GenerationId { get; init; }

    /// <summary>A sentence for the owner; null where the kind says enough.</summary>
    public string? Reason { get; init; }
}
