namespace RenderStudio.Core.Usage;

/// <summary>An owner's credits. Granted and used are sums of the current period.</summary>
/// <param name="Held">Credits held for unfinished generations: settled per delivery, otherwise released.</param>
/// <param name="Remaining">Credits that new generations can hold; negative after a refund of spent credits.</param>
/// <param name="Purchased">The part of the remaining credits that does not expire.</param>
/// <param name="Entries">The newest ledger entries, newest first.</param>
public sealed record UsageView(
    string Plan, DateTime PeriodEnds, int Granted, int Used, int Held, int Remaining, int Purchased,
    IReadOnlyList<UsageEntry> Entries);

/// <summary>A ledger entry.</summary>
public sealed record UsageEntry
{
    public required DateTime At { get; init; }

    /// <summary>
    /// <c>grant</c>, <c>purchase</c>, <c>hold</c>, <c>settle</c>, <c>release</c>, <c>expire</c> or <c>reverse</c>.
    /// </summary>
    public required string Kind { get; init; }

    public required int Credits { get; init; }

    /// <summary>
    /// Change of the remaining credits; 0 for a settle entry, because the hold already deducted them.
    /// </summary>
    public required int Delta { get; init; }

    public Guid? GenerationId { get; init; }

    /// <summary>A sentence for the owner; null when the kind is sufficient.</summary>
    public string? Reason { get; init; }
}
