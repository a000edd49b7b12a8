namespace RenderStudio.Core.Imaging.Native;

/// <summary>VipsBandFormat, as far as the loaders that we allow produce it.</summary>
internal enum BandFormat
{
    UChar = 0,
    UShort = 2,
}

/// <summary>VipsInterpretation, as far as we tell one from another.</summary>
internal enum Interpretation
{
    Cmyk = 15,
    Srgb = 22,
}
