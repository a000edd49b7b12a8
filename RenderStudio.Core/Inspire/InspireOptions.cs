using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Inspire;

public sealed class InspireOptions
{
    public const string Section = "Inspire";

    /// <summary>
    /// Side of the square whose median smooths a picture before it is clamped: 1 leaves it as it is.
    /// </summary>
    [Range(1, 9)]
    public int MedianSide { get; set; } = 3;
}

[OptionsValidator]
public sealed partial class InspireOptionsValidator : IValidateOptions<InspireOptions>;
