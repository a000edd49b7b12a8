namespace RenderStudio.Core.Reconciliation;

/// <summary>The changes of one reconciliation round.</summary>
public sealed record ReconcileCounts
{
    /// <summary>Number of repairs that changed something, by kind.</summary>
    public required IReadOnlyDictionary<Repair, int> Repairs { get; init; }

    /// <summary>Number of runs that only the listing found.</summary>
    public required int RunsFound { get; init; }

    /// <summary>Number of orphaned runs that were canceled or had ended.</summary>
    public required int RunsClosed { get; init; }

    /// <summary>Number of generations that were closed because all their predictions had ended.</summary>
    public required int GenerationsClosed { get; init; }

    /// <summary>Number of ended generations whose remaining hold was released.</summary>
    public required int HoldsReleased { get; init; }

    /// <summary>False when Replicate's list could not be read completely.</summary>
    public required bool Listed { get; init; }

    public int Total => Repairs.Values.Sum() + RunsFound + RunsClosed + GenerationsClosed + HoldsReleased;
}
