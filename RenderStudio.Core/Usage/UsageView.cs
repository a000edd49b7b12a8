namespace RenderStudio.Core.Usage;

/// <summary>An owner's credits. Granted and used are sums of the current period.</summary>
public sealed record UsageView
{
    public required string Plan { get; init; }

    public required DateTime PeriodEnds { get; init; }

    public required int Granted { get; init; }

    public required int Used { get; init; }

    /// <summary>Credits held for unfinished generations: settled per delivery, otherwise released.</summary>
    public required int Held { get; init; }

    /// <summary>Credits that new generations can hold; negative after a refund of spent credits.</summary>
    public required int Remaining { get; init; }

    /// <summary>The part of the remaining credits that does not expire.</summary>
    public required int Purchased { get; init; }

    public required StorageView Storage { get; init; }

    /// <summary>The newest ledger entries, newest first.</summary>
    public required IReadOnlyList<UsageEntry> Entries { get; init; }
}

/// <summary>
/// The files that the owner keeps, and what the plan allows. Delivered pictures can exceed it; new submits and uploads
/// are then rejected.
/// </summary>
public sealed record StorageView(long Bytes, long Files, long MaxBytes, long MaxFiles);

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
