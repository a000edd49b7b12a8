using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Predictions;

public sealed class PredictionOptions
{
    public const string Section = "Predictions";

    /// <summary>How long a claim lasts by Postgres' clock when it is not renewed.</summary>
    [Range(1.0, 600.0)]
    public double LeaseSeconds { get; set; } = 20;

    [Range(0.1, 300)]
    public double LeaseRenewSeconds { get; set; } = 5;

    /// <summary>Leases that may expire before the prediction fails for good.</summary>
    [Range(1, 20)]
    public int MaxLeaseExpiries { get; set; } = 3;

    /// <summary>How long a start whose reply was lost is searched for upstream before a new attempt.</summary>
    [Range(0.1, 3600)]
    public double GraceSeconds { get; set; } = 90;

    /// <summary>Lifetime of the links by which Replicate reads the inputs.</summary>
    [Range(1.0, 60.0)]
    public double InputLinkMinutes { get; set; } = 10;

    /// <summary>
    /// Wait before the next try when Replicate refuses our token or our credit (401, 402): the operator's trouble.
    /// </summary>
    [Range(0.1, 3600)]
    public double AccountRejectedRetrySeconds { get; set; } = 30;

    /// <summary>Wait after a 429 that names none.</summary>
    [Range(0.1, 600)]
    public double ThrottledSeconds { get; set; } = 5;

    /// <summary>
    /// How long an accepted run may be silent before Replicate is asked; doubles with each question, up to eightfold.
    /// </summary>
    [Range(0.1, 3600)]
    public double SilenceSeconds { get; set; } = 60;

    /// <summary>How long a message may take to be worked on before it counts as lost and is sent again.</summary>
    [Range(0.1, 3600)]
    public double MessageResendAfterSeconds { get; set; } = 15;

    /// <summary>
    /// Rounds of storing (each with its own retries) before an error that might pass counts as final.
    /// </summary>
    [Range(1, 100)]
    public int MaxStoringTries { get; set; } = 6;

    /// <summary>
    /// Wait between two such rounds; doubles each time, up to sixteenfold, so that all of them outlast a short outage.
    /// </summary>
    [Range(0.01, 600)]
    public double StoringRetrySeconds { get; set; } = 5;

    /// <summary>
    /// For so long since the result came, no such error counts as final, however many rounds were tried: an outage
    /// fails nobody. Well below the hour after which Replicate deletes outputs.
    /// </summary>
    [Range(0.0, 55.0)]
    public double StoreWithinMinutes { get; set; } = 10;

    internal bool IsStoringUsedUp(Prediction prediction, int tries) =>
        tries >= MaxStoringTries && prediction.ResultSeconds >= StoreWithinMinutes * 60;
}

[OptionsValidator]
public sealed partial class PredictionOptionsValidator : IValidateOptions<PredictionOptions>;
