using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Erasure;

public sealed class ErasureOptions
{
    public const string Section = "Erasure";

    /// <summary>
    /// How long after an erasure the same subject, who has a new owner by then, may ask for the next one. Each erasure
    /// leaves an owner row and a ledger behind.
    /// </summary>
    [Range(0.0, 1440.0)]
    public double IntervalMinutes { get; set; } = 10;
}

[OptionsValidator]
public sealed partial class ErasureOptionsValidator : IValidateOptions<ErasureOptions>;
