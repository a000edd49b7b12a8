namespace RenderStudio.Core.Sweeps;

/// <summary>One kind of thing that is left over, looked for every hour. Register it as <see cref="ISweep"/>.</summary>
public interface ISweep
{
    /// <summary>What it clears away, in a few words for the log.</summary>
    string Name { get; }

    /// <summary>Whether an owner waits for it, so that every round of the reconciler looks for it too.</summary>
    bool IsUrgent => false;

    /// <param name="dryRun">Only count; change nothing.</param>
    Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct);
}

/// <param name="Found">What was left over.</param>
/// <param name="Removed">What of it is cleared away or put right now.</param>
public sealed record SweepCount(int Found, int Removed);
