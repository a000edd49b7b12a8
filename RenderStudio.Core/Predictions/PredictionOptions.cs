using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Predictions;

public sealed class PredictionOptions
{
    public const string Section = "Predictions";

    /// <summary>Lifetime of a lease that is not renewed, by PostgreSQL's clock.</summary>
    [Range(1.0, 600.0)]
    public double LeaseSeconds { get; set; } = 20;

    /// <summary>Interval between two renewals of a lease.</summary>
    [Range(0.1, 300)]
    public double LeaseRenewSeconds { get; set; } = 5;

    /// <summary>Number of lease expiries after which a prediction fails.</summary>
    [Range(1, 20)]
    public int MaxLeaseExpiries { get; set; } = 3;

    /// <summary>How long the reconciler searches for the run of a lost reply before a new attempt starts.</summary>
    [Range(0.1, 3600)]
    public double GraceSeconds { get; set; } = 90;

    /// <summary>Lifetime of the signed links from which Replicate reads the inputs.</summary>
    [Range(1.0, 60.0)]
    public double InputLinkMinutes { get; set; } = 10;

    /// <summary>
    /// Wait before the next try after Replicate rejects the account's token or credit (401, 402), which only an
    /// operator can correct.
    /// </summary>
    [Range(0.1, 3600)]
    public double AccountRejectedRetrySeconds { get; set; } = 30;

    /// <summary>Wait after a 429 response that does not specify one.</summary>
    [Range(0.1, 600)]
    public double ThrottledSeconds { get; set; } = 5;

    /// <summary>
    /// How long an accepted run may be silent before the reconciler polls it. The time doubles with each poll, up to
    /// eightfold.
    /// </summary>
    [Range(0.1, 3600)]
    public double SilenceSeconds { get; set; } = 60;

    /// <summary>How long a message may remain unprocessed before it counts as lost and is sent again.</summary>
    [Range(0.1, 3600)]
    public double MessageResendAfterSeconds { get; set; } = 15;

    /// <summary>
    /// Number of storing rounds with a transient error, each with its own retries, before the error counts as final.
    /// The rounds of each output are counted separately.
    /// </summary>
    [Range(1, 100)]
    public int MaxStoringTries { get; set; } = 6;

    /// <summary>
    /// Wait between two storing rounds. It doubles each time, up to sixteenfold, so that the rounds outlast a short
    /// outage.
    /// </summary>
    [Range(0.01, 600)]
    public double StoringRetrySeconds { get; set; } = 5;

    /// <summary>
    /// Time since the first of these rounds in which no transient error counts as final, however many rounds were
    /// tried, so that an outage fails no prediction. It is well below the hour after which Replicate deletes outputs.
    /// </summary>
    [Range(0.0, 55.0)]
    public double StoreWithinMinutes { get; set; } = 10;

    /// <summary>
    /// Number of storing rounds in which the response for an output may not be a picture before it counts as final.
    /// With the default waits, five rounds take 75 seconds.
    /// </summary>
    [Range(1, 100)]
    public int MaxInvalidRounds { get; set; } = 5;

    /// <summary>
    /// Time since the result was stored after which no round can improve anything: the outputs are deleted after an
    /// hour, and no outage that began before is awaited any longer.
    /// </summary>
    internal double MaxStoringSeconds => 3600 + (StoreWithinMinutes * 60);

    /// <param name="rounds">Rounds that ended with a transient error; null when there are none.</param>
    /// <param name="age">Seconds from the result to the start of the last of them.</param>
    internal bool IsUsedUp(RoundCount? rounds, double age) =>
        rounds is not null && rounds.Count >= MaxStoringTries && age - rounds.Since >= StoreWithinMinutes * 60;
}

[OptionsValidator]
internal sealed partial class PredictionOptionsValidator : IValidateOptions<PredictionOptions>;
