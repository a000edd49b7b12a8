using System.ComponentModel.DataAnnotations;

namespace RenderStudio.Local.Replicate.Settings;

public sealed partial record SimulatorSettings
{
    /// <summary>Share of create calls that fail with <see cref="CreateErrorStatus"/> and create nothing.</summary>
    [Range(0.0, 1.0)]
    public double CreateErrorRate { get; init; }

    /// <summary>Status of a failed create call: 500 returns JSON, 502 and above the HTML of the edge.</summary>
    [Range(500, 504)]
    public int CreateErrorStatus { get; init; } = 500;

    /// <summary>Share of create calls whose connection is reset after the prediction was created.</summary>
    [Range(0.0, 1.0)]
    public double AcceptThenDropRate { get; init; }

    /// <summary>
    /// Share of create calls that fail with <see cref="CreateErrorStatus"/> although the prediction was created.
    /// </summary>
    [Range(0.0, 1.0)]
    public double AcceptThenErrorRate { get; init; }

    /// <summary>Share of prediction reads and lists that fail with <see cref="ReadErrorStatus"/>.</summary>
    [Range(0.0, 1.0)]
    public double ReadErrorRate { get; init; }

    /// <summary>Share of cancel calls that fail with <see cref="ReadErrorStatus"/> and cancel nothing.</summary>
    [Range(0.0, 1.0)]
    public double CancelErrorRate { get; init; }

    [Range(500, 504)]
    public int ReadErrorStatus { get; init; } = 502;

    /// <summary>Milliseconds after the create call in which reads return 404.</summary>
    [Range(0, 3_600_000)]
    public int NotFoundAfterCreateMs { get; init; }

    /// <summary>Milliseconds from the first to the last byte of a response about a prediction.</summary>
    [Range(0, 600_000)]
    public int SlowBodyMs { get; init; }

    /// <summary>Share of responses about a prediction that are truncated.</summary>
    [Range(0.0, 1.0)]
    public double TruncatedJsonRate { get; init; }

    /// <summary>
    /// Share of responses about a prediction, deliveries and list pages with one odd value: characters that text must
    /// not contain, numbers out of range, other types, or no object. The audit lists them under <c>oddAnswers</c>; the
    /// same <see cref="Seed"/> produces the same values.
    /// </summary>
    [Range(0.0, 1.0)]
    public double OddAnswerRate { get; init; }

    /// <summary>Rejects every token.</summary>
    public bool Unauthenticated { get; init; }

    /// <summary>Create calls return 402.</summary>
    public bool InsufficientCredit { get; init; }

    [Range(1, 1_000_000)]
    public int RateLimitPerMinute { get; init; } = 600;

    /// <summary>Burst of create calls; null for the number of calls per minute.</summary>
    [Range(1, 1_000_000)]
    public int? RateLimitBurst { get; init; }

    [Range(1, 1_000_000)]
    public int ReadRateLimitPerMinute { get; init; } = 3000;

    /// <summary>Simulates an account with less than $5: 6 create calls per minute with a burst of 1.</summary>
    public bool LowCredit { get; init; }

    /// <summary>Adds <c>Retry-After</c> to a 429, which the real service has not been observed to send.</summary>
    public bool RetryAfterHeader { get; init; }
}
