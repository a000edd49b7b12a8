namespace RenderStudio.Core.Imaging.Structure;

/// <summary>Limits of a picture file, regardless of its size in pixels.</summary>
internal static class StructureLimits
{
    /// <summary>Chunks, segments or blocks of a file. A PNG of 25 MB in chunks of 4 kB has 6,400.</summary>
    internal const int Parts = 50_000;

    /// <summary>Frames of an animation, of which only the first is used.</summary>
    internal const int Frames = 1_000;

    /// <summary>Scans of a JPEG. Encoders write about ten; each can require a pass over all coefficients.</summary>
    internal const int Scans = 100;

    /// <summary>
    /// Bytes of an inflated colour profile. Profiles of screens have some kilobytes, those of printers up to three
    /// megabytes.
    /// </summary>
    internal const int ProfileBytes = 4 * 1024 * 1024;
}
