using NetVips;

namespace RenderStudio.Core.Imaging;

/// <summary>
/// Judges bytes before anything is decoded: by their first bytes, then their header, never by a declaration.
/// </summary>
public static class PictureInspection
{
    public static Result<PictureHeader> Inspect(ReadOnlyMemory<byte> bytes, PictureLimits limits)
    {
        if (PictureFormats.Recognise(bytes.Span) is not { } format || !limits.Formats.Contains(format))
            return Unsupported(limits);
        if (format == PictureFormat.WebP && WebPCanvas.Of(bytes.Span) is var (width, height)
            && Refusal(new PictureHeader(format, width, height, Progressive: false, 1), limits) is { } declared)
            return declared;
        try
        {
            var header = ReadHeader(bytes, format);
            return Refusal(header, limits) is { } problem ? problem : header;
        }
        catch (VipsException)
        {
            return Unreadable;
        }
    }

    internal static Problem Unreadable { get; } =
        new(ProblemCode.ImageUnreadable, "The picture is damaged and cannot be read.");

    internal static Problem Unsupported(PictureLimits limits) =>
        new(ProblemCode.UnsupportedMediaType, $"The file is none of the accepted pictures: {Names(limits)}.");

    private static PictureHeader ReadHeader(ReadOnlyMemory<byte> bytes, PictureFormat format)
    {
        using var source = EncodedPicture.Open(bytes, format);
        using var image = PictureDecoder.Open(source, format);
        var (width, height) = (image.Width, image.Height);
        if (PictureDecoder.TurnOf(image) >= 5)
            (width, height) = (height, width);
        var progressive = image.GetTypeOf("interlaced") != 0;
        var frames = image.GetTypeOf("n-pages") == 0 ? 1 : (int)image.Get("n-pages");
        return new PictureHeader(format, width, height, progressive, frames);
    }

    private static Problem? Refusal(PictureHeader header, PictureLimits limits)
    {
        var mostPixels = header.Progressive ? limits.MaxProgressivePixels : limits.MaxPixels;
        if (header.Pixels > mostPixels || Math.Max(header.Width, header.Height) > limits.MaxSide)
            return new(ProblemCode.ImageTooLarge, TooLarge(header, limits, mostPixels));
        return Math.Min(header.Width, header.Height) < limits.MinSide
            ? new(ProblemCode.ImageTooSmall,
                $"The picture is {Size(header)}; each side must have at least {limits.MinSide} pixels.")
            : null;
    }

    private static string TooLarge(PictureHeader header, PictureLimits limits, long mostPixels) =>
        $"The picture is {Size(header)}; at most {mostPixels / 1_000_000} megapixels"
        + $"{(header.Progressive ? " (progressive or interlaced)" : "")} "
        + $"and {limits.MaxSide} pixels a side are accepted.";

    private static string Size(PictureHeader header) => $"{header.Width}×{header.Height}";

    private static string Names(PictureLimits limits) => string.Join(", ", limits.Formats.Order().Select(Name));

    private static string Name(PictureFormat format) =>
        format == PictureFormat.WebP ? "WebP" : $"{format}".ToUpperInvariant();
}
