using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Reconciliation;

public sealed class ReconciliationOptions
{
    public const string Section = "Reconciliation";

    /// <summary>Before a run that nobody wants, or that outlived its prediction, is asked after again.</summary>
    [Range(0.1, 3600)]
    public double OrphanedRunPollSeconds { get; set; } = 30;

    /// <summary>After this, a run that Replicate does not know any more is given up as lost.</summary>
    [Range(1.0, 86400.0)]
    public double UnknownRunLostAfterSeconds { get; set; } = 600;

    /// <summary>How far a listing reaches back behind the last complete one.</summary>
    [Range(0.0, 3600.0)]
    public double ListingOverlapSeconds { get; set; } = 120;

    /// <summary>Longest time one round may list; the next round reads on where it stopped.</summary>
    [Range(1.0, 240.0)]
    public double ListingSeconds { get; set; } = 20;

    /// <summary>Most predictions that one round asks Replicate about; the others wait for the next.</summary>
    [Range(1, 3000)]
    public int MaxPollsPerRound { get; set; } = 600;

    /// <summary>
    /// Longest time in which one round begins to repair rows, and the same to ask after left runs; the next round goes
    /// on where it stopped.
    /// </summary>
    [Range(0.01, 240)]
    public double StepSeconds { get; set; } = 20;

    /// <summary>Rows that one round sees to at the same time; each takes a connection of the pool.</summary>
    [Range(1, 64)]
    public int Parallel { get; set; } = 8;

    /// <summary>How far back ended generations are looked through for credits they still hold.</summary>
    [Range(1.0, 10080.0)]
    public double HeldCreditsLookBackMinutes { get; set; } = 60;

    internal TimeSpan StepTime => TimeSpan.FromSeconds(StepSeconds);

    internal ParallelOptions InParallel(CancellationToken ct) =>
        new() { MaxDegreeOfParallelism = Parallel, CancellationToken = ct };
}

[OptionsValidator]
public sealed partial class ReconciliationOptionsValidator : IValidateOptions<ReconciliationOptions>;
