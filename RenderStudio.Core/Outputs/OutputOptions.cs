using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Outputs;

public sealed class OutputOptions
{
    public const string Section = "Outputs";

    [Range(1, 100 * 1024 * 1024)]
    public int MaxBytes { get; set; } = 25 * 1024 * 1024;

    /// <summary>Outputs held in memory at once, per instance.</summary>
    [Range(1, 64)]
    public int MaxParallel { get; set; } = 4;

    /// <summary>For one try at one output, from connecting to the last byte.</summary>
    [Range(1, 300)]
    public double DownloadSeconds { get; set; } = 30;

    /// <summary>Tries within one lease, with growing waits between them.</summary>
    [Range(1, 10)]
    public int Tries { get; set; } = 3;

    /// <summary>Wait before the second try; doubles from then on, with jitter.</summary>
    [Range(0.001, 60)]
    public double RetrySeconds { get; set; } = 0.5;
}

[OptionsValidator]
public sealed partial class OutputOptionsValidator : IValidateOptions<OutputOptions>;
