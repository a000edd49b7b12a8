using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Imaging;

public sealed class ImagingOptions
{
    public const string Section = "Imaging";

    /// <summary>Pictures decoded at the same time in this process.</summary>
    [Range(1, 64)]
    public int MaxParallelPictures { get; set; } = Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <summary>Pictures above this many pixels, with alpha or as WebP a third, are decoded one at a time.</summary>
    [Range(1, 1_000_000_000)]
    public int LargePicturePixels { get; set; } = 16_000_000;

    /// <summary>Longest work on one picture; what takes longer is canceled and refused.</summary>
    [Range(1, 600)]
    public int MaxSeconds { get; set; } = 10;
}

[OptionsValidator]
internal sealed partial class ImagingOptionsValidator : IValidateOptions<ImagingOptions>;
