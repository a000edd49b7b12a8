using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Imaging;

public sealed class ImagingOptions
{
    public const string Section = "Imaging";

    /// <summary>Number of pictures that this process decodes at the same time.</summary>
    [Range(1, 64)]
    public int MaxParallelPictures { get; set; } = Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <summary>
    /// Larger pictures, counted in pixels, are decoded one at a time. With alpha or as WebP a third of this value
    /// applies.
    /// </summary>
    [Range(1, 1_000_000_000)]
    public int LargePicturePixels { get; set; } = 16_000_000;

    /// <summary>Timeout in seconds for the work on one picture; a picture that exceeds it is rejected.</summary>
    [Range(1, 600)]
    public int MaxSeconds { get; set; } = 10;
}

[OptionsValidator]
internal sealed partial class ImagingOptionsValidator : IValidateOptions<ImagingOptions>;
