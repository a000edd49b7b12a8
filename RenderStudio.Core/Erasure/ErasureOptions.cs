using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Erasure;

public sealed class ErasureOptions
{
    public const string Section = "Erasure";

    /// <summary>
    /// Minimum time between two erasures of the same subject. Limits the number of rows, because each erasure leaves an
    /// owner row and ledger entries.
    /// </summary>
    [Range(0.0, 1440.0)]
    public double IntervalMinutes { get; set; } = 10;
}

[OptionsValidator]
internal sealed partial class ErasureOptionsValidator : IValidateOptions<ErasureOptions>;
