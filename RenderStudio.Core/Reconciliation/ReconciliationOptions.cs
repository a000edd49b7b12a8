using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Reconciliation;

public sealed class ReconciliationOptions
{
    public const string Section = "Reconciliation";

    /// <summary>Interval between two reads of an orphaned run.</summary>
    [Range(0.1, 3600)]
    public double OrphanedRunPollSeconds { get; set; } = 30;

    /// <summary>How far a listing reaches back before the end of the last complete one.</summary>
    [Range(0.0, 3600.0)]
    public double ListingOverlapSeconds { get; set; } = 120;

    /// <summary>Maximum time of the listing in one round. The next round continues where it stopped.</summary>
    [Range(1.0, 240.0)]
    public double ListingSeconds { get; set; } = 20;

    /// <summary>Maximum number of predictions whose runs one round polls or cancels. The others wait.</summary>
    [Range(1, 3000)]
    public int MaxPollsPerRound { get; set; } = 600;

    /// <summary>
    /// Maximum time in which one step of a round begins new rows: stuck predictions, orphaned runs, generations to
    /// close and holds to release. The next round continues where it stopped.
    /// </summary>
    [Range(0.01, 240)]
    public double StepSeconds { get; set; } = 20;

    /// <summary>Number of rows that one round processes at the same time. Each uses a connection of the pool.</summary>
    [Range(1, 64)]
    public int Parallel { get; set; } = 8;

    /// <summary>How long after their end generations are checked for credits that they still hold.</summary>
    [Range(1.0, 10080.0)]
    public double HeldCreditsLookBackMinutes { get; set; } = 60;

    internal TimeSpan StepTime => TimeSpan.FromSeconds(StepSeconds);

    internal ParallelOptions InParallel(CancellationToken ct) =>
        new() { MaxDegreeOfParallelism = Parallel, CancellationToken = ct };
}

[OptionsValidator]
internal sealed partial class ReconciliationOptionsValidator : IValidateOptions<ReconciliationOptions>;
