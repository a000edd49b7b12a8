using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Outputs;

public sealed class OutputOptions
{
    public const string Section = "Outputs";

    [Range(1, 100 * 1024 * 1024)]
    public int MaxBytes { get; set; } = 25 * 1024 * 1024;

    /// <summary>Outputs held in memory at the same time, per instance. One owner holds at most all but one.</summary>
    [Range(1, 64)]
    public int MaxParallel { get; set; } = 4;

    /// <summary>
    /// Total download time in seconds of one output within one lease. Each attempt counts from connecting to the last
    /// byte.
    /// </summary>
    [Range(1.0, 300.0)]
    public double DownloadSeconds { get; set; } = 30;

    /// <summary>
    /// Minimum speed in bytes per second. A download that stays below it for <see cref="SlowSeconds"/> is canceled.
    /// </summary>
    [Range(1, 10 * 1024 * 1024)]
    public int MinBytesPerSecond { get; set; } = 64 * 1024;

    /// <summary>
    /// How long, in seconds, an attempt may stay below the minimum speed, including connecting and headers. After a
    /// slow attempt, further attempts have three times as long but share half of the slots.
    /// </summary>
    [Range(0.1, 100)]
    public double SlowSeconds { get; set; } = 3;

    /// <summary>Download attempts within one lease, with increasing delays between them.</summary>
    [Range(1, 10)]
    public int Tries { get; set; } = 3;

    /// <summary>Delay in seconds before the second attempt. It doubles for each further attempt, with jitter.</summary>
    [Range(0.001, 60)]
    public double RetrySeconds { get; set; } = 0.5;
}

[OptionsValidator]
internal sealed partial class OutputOptionsValidator : IValidateOptions<OutputOptions>;
