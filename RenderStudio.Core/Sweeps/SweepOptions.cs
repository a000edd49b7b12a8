using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Sweeps;

public sealed class SweepOptions
{
    public const string Section = "Sweep";

    /// <summary>Age before which a file without a row is not removed, because its row may still be written.</summary>
    [Range(2.0, 8760.0)]
    public double StrayFileHours { get; set; } = 24;

    /// <summary>
    /// Retention of webhook deliveries, rejected messages and listing errors, and of quotes after they expire.
    /// </summary>
    [Range(1.0, 3650.0)]
    public double RecordDays { get; set; } = 30;

    /// <summary>
    /// Whether the hourly sweeps only log what they would remove, for example after a restore of the database.
    /// </summary>
    public bool DryRun { get; set; }
}

[OptionsValidator]
internal sealed partial class SweepOptionsValidator : IValidateOptions<SweepOptions>;
