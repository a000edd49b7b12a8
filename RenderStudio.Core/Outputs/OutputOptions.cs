using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Outputs;

public sealed class OutputOptions
{
    public const string Section = "Outputs";

    [Range(1, 100 * 1024 * 1024)]
    public int MaxBytes { get; set; } = 25 * 1024 * 1024;

    /// <summary>Outputs held in memory at once, per instance; one owner holds at most all but one.</summary>
    [Range(1, 64)]
    public int MaxParallel { get; set; } = 4;

    /// <summary>For all tries at one output within one lease, each from connecting to the last byte.</summary>
    [Range(1.0, 300.0)]
    public double DownloadSeconds { get; set; } = 30;

    /// <summary>A download that stays below this speed for <see cref="SlowSeconds"/> ends.</summary>
    [Range(1, 10 * 1024 * 1024)]
    public int MinBytesPerSecond { get; set; } = 64 * 1024;

    /// <summary>
    /// How long the first try may be slower, connecting and headers included. Later tries have three times as long, but
    /// share half of the turns.
    /// </summary>
    [Range(0.1, 100)]
    public double SlowSeconds { get; set; } = 3;

    /// <summary>Tries within one lease, with growing waits between them.</summary>
    [Range(1, 10)]
    public int Tries { get; set; } = 3;

    /// <summary>Wait before the second try; doubles from then on, with jitter.</summary>
    [Range(0.001, 60)]
    public double RetrySeconds { get; set; } = 0.5;
}

[OptionsValidator]
public sealed partial class OutputOptionsValidator : IValidateOptions<OutputOptions>;
