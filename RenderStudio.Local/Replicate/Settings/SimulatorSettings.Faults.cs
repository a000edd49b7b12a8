using System.ComponentModel.DataAnnotations;

namespace RenderStudio.Local.Replicate.Settings;

public sealed partial record SimulatorSettings
{
    /// <summary>Create calls that end with <see cref="CreateErrorStatus"/> and create nothing.</summary>
    [Range(0.0, 1.0)]
    public double CreateErrorRate { get; init; }

    /// <summary>500 answers JSON, 502 and above the edge's HTML.</summary>
    [Range(500, 504)]
    public int CreateErrorStatus { get; init; } = 500;

    /// <summary>Create calls whose connection is reset after the prediction was created.</summary>
    [Range(0.0, 1.0)]
    public double AcceptThenDropRate { get; init; }

    /// <summary>
    /// Create calls that end with <see cref="CreateErrorStatus"/> although the prediction was created.
    /// </summary>
    [Range(0.0, 1.0)]
    public double AcceptThenErrorRate { get; init; }

    /// <summary>Reads of a prediction, and lists, that end with <see cref="ReadErrorStatus"/>.</summary>
    [Range(0.0, 1.0)]
    public double ReadErrorRate { get; init; }

    /// <summary>Cancel calls that end with <see cref="ReadErrorStatus"/> and cancel nothing.</summary>
    [Range(0.0, 1.0)]
    public double CancelErrorRate { get; init; }

    [Range(500, 504)]
    public int ReadErrorStatus { get; init; } = 502;

    /// <summary>Reads answer 404 for so long after the create call.</summary>
    [Range(0, 3_600_000)]
    public int NotFoundAfterCreateMs { get; init; }

    /// <summary>An answer about a prediction takes so long from its first byte to its last.</summary>
    [Range(0, 600_000)]
    public int SlowBodyMs { get; init; }

    /// <summary>Answers about a prediction that break off in the middle.</summary>
    [Range(0.0, 1.0)]
    public double TruncatedJsonRate { get; init; }

    /// <summary>
    /// Answers about a prediction, deliveries and pages of the list with one odd value: characters that text must not
    /// hold, numbers out of range, other types, no object at all. The audit names each under <c>oddAnswers</c>; the
    /// same <see cref="Seed"/> makes the same values.
    /// </summary>
    [Range(0.0, 1.0)]
    public double OddAnswerRate { get; init; }

    /// <summary>Every token is refused.</summary>
    public bool Unauthenticated { get; init; }

    /// <summary>Create calls answer 402.</summary>
    public bool InsufficientCredit { get; init; }

    [Range(1, 1_000_000)]
    public int RateLimitPerMinute { get; init; } = 600;

    /// <summary>Create calls that pass at once; null: a minute's worth.</summary>
    [Range(1, 1_000_000)]
    public int? RateLimitBurst { get; init; }

    [Range(1, 1_000_000)]
    public int ReadRateLimitPerMinute { get; init; } = 3000;

    /// <summary>Less than $5 left: 6 create calls a minute, one at a time.</summary>
    public bool LowCredit { get; init; }

    /// <summary>A 429 carries <c>Retry-After</c> too, which the real service was never seen to send.</summary>
    public bool RetryAfterHeader { get; init; }
}
