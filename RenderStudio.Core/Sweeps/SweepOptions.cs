using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Sweeps;

public sealed class SweepOptions
{
    public const string Section = "Sweep";

    /// <summary>A file that no row speaks of is left alone for so long: somebody may be about to write the row.</summary>
    [Range(2.0, 8760.0)]
    public double StrayFileHours { get; set; } = 24;

    /// <summary>How long deliveries and rejected messages are kept, and quotes after their end.</summary>
    [Range(1.0, 3650.0)]
    public double RecordDays { get; set; } = 30;

    /// <summary>The hourly sweeps only tell what they would do, as after a restore of the database.</summary>
    public bool DryRun { get; set; }
}

[OptionsValidator]
public sealed partial class SweepOptionsValidator : IValidateOptions<SweepOptions>;
