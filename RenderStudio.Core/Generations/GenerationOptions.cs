using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Generations;

public sealed class GenerationOptions
{
    public const string Section = "Generations";

    /// <summary>
    /// Timeout of a prediction, from Replicate's acceptance of the run. The request's <c>maxWaitSeconds</c> can shorten
    /// it.
    /// </summary>
    [Range(0.01, 60)]
    public double TimeoutMinutes { get; set; } = 10;

    /// <summary>Maximum time until Replicate accepts a run of the generation.</summary>
    [Range(0.01, 1440)]
    public double StartWithinMinutes { get; set; } = 60;

    /// <summary>
    /// Time without a timeline event after which a read of a generation enqueues a check of its predictions.
    /// </summary>
    [Range(0.1, 600)]
    public double CheckHintAfterSeconds { get; set; } = 15;

    /// <summary>Minimum time between two check hints of one generation.</summary>
    [Range(0.1, 600)]
    public double CheckHintIntervalSeconds { get; set; } = 10;

    /// <summary>
    /// Interval at which an instance polls the database for new timeline events, for all event streams and waiting
    /// submits together.
    /// </summary>
    [Range(0.01, 10)]
    public double TimelinePollSeconds { get; set; } = 0.4;

    /// <summary>
    /// Maximum duration of an event stream; the client then reconnects. Must be less than functionTimeout in host.json,
    /// because at that timeout the host terminates the process.
    /// </summary>
    [Range(0.1, 270)]
    public double StreamSeconds { get; set; } = 200;

    /// <summary>Interval between keep-alive comments on an idle stream.</summary>
    [Range(0.1, 60)]
    public double StreamCommentSeconds { get; set; } = 15;

    /// <summary>How long a quote is valid.</summary>
    [Range(0.001, 1440)]
    public double QuoteMinutes { get; set; } = 15;

    /// <summary>
    /// How long a repeated request waits for the first request with the same idempotency key, before the response asks
    /// the client to retry.
    /// </summary>
    [Range(0.0, 60.0)]
    public double IdempotencyWaitSeconds { get; set; } = 10;

    /// <summary>
    /// Lease of a request on its idempotency key. When it expires without a stored response, a repeated request may
    /// take the key over.
    /// </summary>
    [Range(0.1, 600)]
    public double IdempotencyLeaseSeconds { get; set; } = 45;
}

[OptionsValidator]
internal sealed partial class GenerationOptionsValidator : IValidateOptions<GenerationOptions>;
