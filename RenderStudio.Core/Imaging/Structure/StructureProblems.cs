namespace RenderStudio.Core.Imaging.Structure;

/// <summary>The reasons to reject a file for its structure.</summary>
internal static class StructureProblems
{
    internal static Problem Unreadable { get; } =
        new(ProblemCode.ImageUnreadable, "The picture is damaged and cannot be read.");

    internal static Problem TooManyParts { get; } = TooComplex(
        $"The file consists of more than {StructureLimits.Parts:N0} parts. Save the picture again.");

    internal static Problem TooManyFrames { get; } = TooComplex(
        $"The picture has more than {StructureLimits.Frames:N0} frames. Send a single picture.");

    internal static Problem TooManyScans { get; } = TooComplex(
        $"The JPEG has more than {StructureLimits.Scans} scans. Save it as a baseline JPEG.");

    private static Problem TooComplex(string message) => new(ProblemCode.ImageTooComplex, message);
}
