namespace RenderStudio.Core.Imaging.Structure;

/// <summary>What a picture file may hold, whatever its size in pixels.</summary>
internal static class StructureLimits
{
    /// <summary>Chunks, segments or blocks of a file. A PNG of 25 MB in chunks of 4 kB has 6,400.</summary>
    internal const int Parts = 50_000;

    /// <summary>Frames of an animation, of which the first is used.</summary>
    internal const int Frames = 1_000;

    /// <summary>Scans of a JPEG. Encoders write about ten; each may cost a pass over all coefficients.</summary>
    internal const int Scans = 100;

    /// <summary>
    /// A colour profile, inflated. Profiles of screens have some kilobytes, those of printers up to three megabytes.
    /// </summary>
    internal const int ProfileBytes = 4 * 1024 * 1024;
}
