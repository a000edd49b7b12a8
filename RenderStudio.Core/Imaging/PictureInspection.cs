using RenderStudio.Core.Imaging.Structure;

namespace RenderStudio.Core.Imaging;

/// <summary>
/// Validates bytes before anything is decoded: by their first bytes, then by their structure, never by a declared type.
/// No decoding library is involved.
/// </summary>
internal static class PictureInspection
{
    private const int LongestType = 100;

    /// <summary>Takes a few milliseconds at most; call it through the <see cref="PictureGate"/>.</summary>
    public static Result<PictureHeader> Inspect(ReadOnlyMemory<byte> bytes, PictureLimits limits)
    {
        if (PictureFormats.Recognise(bytes.Span) is not { } format || !limits.Formats.Contains(format))
            return Unsupported(bytes.Span, limits);
        if (PictureStructure.Read(bytes, format).Failed(out var problem, out var structure))
            return problem;
        var header = HeaderOf(structure);
        return Violation(header, limits) is { } violation ? violation : header;
    }

    internal static Problem Unreadable => StructureProblems.Unreadable;

    /// <summary>Rejects a declared type.</summary>
    internal static Problem Unsupported(string mediaType, PictureLimits limits)
    {
        var shown = mediaType.Length <= LongestType && mediaType.All(letter => letter is >= ' ' and <= '~')
            ? $"{mediaType} is"
            : "This type is";
        return Unsupported($"{shown} not accepted. Accepted formats: {Names(limits)}.");
    }

    /// <summary>Names the actual format in the message, if the bytes identify it.</summary>
    internal static Problem Unsupported(ReadOnlySpan<byte> bytes, PictureLimits limits)
    {
        if (bytes.IsEmpty)
            return new(ProblemCode.FileEmpty, "The file is empty.");
        if (PictureFormats.Recognise(bytes) is { } known)
            return Unsupported($"This is a {Name(known)} picture. Export it as JPEG or PNG.");
        return ForeignFile.Recognise(bytes) switch
        {
            null => Unsupported($"The file is not an accepted picture. Accepted formats: {Names(limits)}."),
            { IsPicture: true } picture => Unsupported($"This is {picture.Name}. Export it as JPEG."),
            { } other => Unsupported($"This is {other.Name}. Accepted formats: {Names(limits)}."),
        };
    }

    private static Problem Unsupported(string message) => new(ProblemCode.UnsupportedMediaType, message);

    private static PictureHeader HeaderOf(PictureStructure structure)
    {
        var (width, height) = (structure.Width, structure.Height);
        if (structure.Orientation >= 5)
            (width, height) = (height, width);
        return new(structure.Format, width, height, structure.IsProgressive, structure.Frames, structure.HasAlpha);
    }

    private static Problem? Violation(PictureHeader header, PictureLimits limits)
    {
        if (header.Pixels > limits.MostPixels(header).Pixels || Math.Max(header.Width, header.Height) > limits.MaxSide)
            return new(ProblemCode.ImageTooLarge, TooLarge(header, limits));
        if (Math.Min(header.Width, header.Height) < limits.MinSide)
            return TooSmall($"The picture is {Size(header)}; each side must have at least {limits.MinSide} pixels.");
        return !limits.AllowsThin && PictureLimits.IsThin(header.Width, header.Height)
            ? TooSmall($"The picture is {Size(header)}; one side may have at most {PictureLimits.ThinRatio} times the "
                + "pixels of the other.")
            : null;
    }

    private static Problem TooSmall(string message) => new(ProblemCode.ImageTooSmall, message);

    private static string TooLarge(PictureHeader header, PictureLimits limits)
    {
        var (pixels, kind) = limits.MostPixels(header);
        var advice = header.Format == PictureFormat.WebP && header.Pixels <= limits.MaxPixels
            ? "Export it as JPEG or PNG, or make it smaller."
            : "Make it smaller.";
        return $"The picture is {Size(header)}; at most {pixels / 1_000_000.0:0.#} megapixels{kind} "
            + $"and {limits.MaxSide} pixels a side are accepted. {advice}";
    }

    private static string Size(PictureHeader header) => $"{header.Width}×{header.Height}";

    private static string Names(PictureLimits limits) => string.Join(", ", limits.Formats.Order().Select(Name));

    private static string Name(PictureFormat format) =>
        format == PictureFormat.WebP ? "WebP" : $"{format}".ToUpperInvariant();
}
