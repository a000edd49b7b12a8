namespace RenderStudio.Core.Administration;

/// <summary>An entry of the credit ledger as an operator sees it.</summary>
public sealed record LedgerEntry
{
    public required long Id { get; init; }

    public required DateTime At { get; init; }

    public required string Kind { get; init; }

    public required int Credits { get; init; }

    /// <summary>Change of the balance.</summary>
    public required int Delta { get; init; }

    /// <summary>Change of the part of the balance that does not expire.</summary>
    public required int Purchased { get; init; }

    public Guid? GenerationId { get; init; }

    /// <summary>Unique per owner.</summary>
    public required string Cause { get; init; }

    public string? Reason { get; init; }
}
