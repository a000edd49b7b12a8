namespace RenderStudio.Core.Reconciliation;

/// <summary>What one round of reconciling did.</summary>
public sealed record ReconcileCounts
{
    /// <summary>Repairs that changed something, by kind.</summary>
    public required IReadOnlyDictionary<Repair, int> Repairs { get; init; }

    /// <summary>Runs that the listing told us of and we did not know.</summary>
    public required int RunsFound { get; init; }

    /// <summary>Runs beside or after their prediction that were canceled, or turned out to have ended.</summary>
    public required int RunsClosed { get; init; }

    /// <summary>Generations that now say that all their predictions have ended.</summary>
    public required int GenerationsClosed { get; init; }

    /// <summary>Holds that had outlived their generation and were given back.</summary>
    public required int HoldsReleased { get; init; }

    /// <summary>False when Replicate's listing could not be read to the end.</summary>
    public required bool Listed { get; init; }

    public int Total => Repairs.Values.Sum() + RunsFound + RunsClosed + GenerationsClosed + HoldsReleased;
}
