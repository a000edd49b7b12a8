namespace RenderStudio.Core.Sweeps;

/// <summary>
/// Finds and removes one kind of leftover data or files every hour. Register each sweep as <see cref="ISweep"/>.
/// </summary>
public interface ISweep
{
    /// <summary>What the sweep removes, in a few words for the log.</summary>
    string Name { get; }

    /// <summary>Whether an owner waits for the sweep, so that it also runs in every reconciliation round.</summary>
    bool IsUrgent => false;

    /// <param name="dryRun">Whether the sweep only counts and changes nothing.</param>
    Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct);
}

/// <param name="Found">Number of leftovers found.</param>
/// <param name="Removed">Number of leftovers that were removed or repaired.</param>
public sealed record SweepCount(int Found, int Removed);
