using System.Text;
using NetVips;
using RenderStudio.Core.Imaging.Structure;

namespace RenderStudio.Core.Imaging;

/// <summary>
/// Decoded pixels: upright, 8-bit sRGB with or without alpha, without metadata, held once in memory. Operations return
/// new pictures and are thread-safe. <see cref="Libvips.Start"/> must be called first.
/// </summary>
public sealed class Picture : IDisposable
{
    private static readonly double[] Clear = [0];

    private readonly Image image;
    private readonly CancellationToken stop;

    private Picture(Image image, CancellationToken stop)
    {
        this.image = image;
        this.stop = stop;
    }

    public int Width => image.Width;

    public int Height => image.Height;

    public bool HasAlpha => image.HasAlpha();

    /// <summary>
    /// Decodes the first frame. Bytes of another format are unsupported; truncated or damaged bytes are unreadable. The
    /// bytes are needed only during the call. Untrusted bytes must be inspected first, because this method does not
    /// limit the number of pixels.
    /// </summary>
    /// <param name="stop">Cancels this and all later work on the picture and on pictures derived from it, which then
    /// throw <see cref="OperationCanceledException"/>.</param>
    public static Result<Picture> Decode(ReadOnlyMemory<byte> bytes, CancellationToken stop = default)
    {
        if (PictureFormats.Recognise(bytes.Span) is not { } format)
            return PictureInspection.Unsupported(bytes.Span, PictureLimits.Outputs);
        if (PictureStructure.Read(bytes, format).Failed(out var problem, out var structure))
            return problem;
        try
        {
            return new Picture(
                PictureDecoder.Decode(structure.Clean(bytes), format, structure.IsRepaired, stop), stop);
        }
        catch (VipsException)
        {
            stop.ThrowIfCancellationRequested();
            return PictureInspection.Unreadable;
        }
    }

    /// <summary>Draws a trusted SVG; requires <see cref="LoaderPolicy.PhotosAndOwnSvg"/>.</summary>
    public static Picture FromSvg(string svg)
    {
        Libvips.ThrowIfNotStarted();
        using var drawn = Image.SvgloadBuffer(Encoding.UTF8.GetBytes(svg));
        return new Picture(drawn.CopyMemory(), CancellationToken.None);
    }

    /// <param name="pixels">Rows from the top, RGB or (with alpha) RGBA, one byte per channel; they are copied.</param>
    public static unsafe Picture FromPixels(int width, int height, bool hasAlpha, ReadOnlySpan<byte> pixels)
    {
        var bands = hasAlpha ? 4 : 3;
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, checked(width * height * bands));
        Libvips.ThrowIfNotStarted();
        fixed (byte* start = pixels)
        {
            using var raw = Image.NewFromMemoryCopy(
                (nint)start, (ulong)pixels.Length, width, height, bands, Enums.BandFormat.Uchar);
            return new Picture(raw.Copy(interpretation: Enums.Interpretation.Srgb), CancellationToken.None);
        }
    }

    /// <summary>At most <paramref name="side"/> pixels wide and high, proportional, never enlarged.</summary>
    public Picture FitWithin(int side) => Computed(source =>
        source.ThumbnailImage(side, height: side, size: Enums.Size.Down));

    /// <summary>
    /// A square of exactly <paramref name="side"/> pixels from the centre, enlarged if necessary. The square is cropped
    /// before it is scaled, so that the cost does not depend on the aspect ratio.
    /// </summary>
    public Picture CoverSquare(int side)
    {
        var cut = Math.Min(Width, Height);
        return Computed(source =>
        {
            using var square = source.ExtractArea((Width - cut) / 2, (Height - cut) / 2, cut, cut);
            return square.ThumbnailImage(side, height: side, size: Enums.Size.Force);
        });
    }

    /// <summary>
    /// The whole picture in the centre of a transparent square of <paramref name="side"/> pixels; never enlarged.
    /// </summary>
    public Picture FitOnSquare(int side)
    {
        using var fitted = FitWithin(side);
        return fitted.Computed(source =>
        {
            using var withAlpha = source.HasAlpha() ? source.Copy() : source.AddAlpha();
            return withAlpha.Gravity(
                Enums.CompassDirection.Centre, side, side, extend: Enums.Extend.Background, background: Clear);
        });
    }

    /// <summary>Exactly this size; the aspect ratio is not kept.</summary>
    public Picture Stretch(int width, int height) => Computed(source =>
        source.ThumbnailImage(width, height: height, size: Enums.Size.Force));

    /// <summary>Without alpha: transparent parts become white.</summary>
    public Picture Opaque() => HasAlpha
        ? Computed(source => source.Flatten(background: PictureEncoder.White))
        : new Picture(image.CopyMemory(), stop);

    /// <summary>The picture as a square with <paramref name="side"/> pixels per side, RGB, on white.</summary>
    internal byte[] Squeezed(int side)
    {
        using var small = Stretch(side, side);
        if (!small.HasAlpha)
            return small.ReadPixels();
        using var opaque = small.Opaque();
        return opaque.ReadPixels();
    }

    /// <summary>Rows from the top, RGB or (with alpha) RGBA, one byte per channel.</summary>
    public byte[] ReadPixels() => PixelReader.Read(image, pixels => pixels.ToArray());

    /// <summary>Placeholder colour as <c>#rrggbb</c>; transparent pixels do not count.</summary>
    public string AverageColor()
    {
        var bands = image.Bands;
        return PixelReader.Read(image, pixels => Imaging.AverageColor.Of(pixels, bands));
    }

    /// <param name="source">Written into the file as XMP; null for a file without metadata.</param>
    public byte[] EncodeWebP(WebPOptions? options = null, DigitalSource? source = null) =>
        Evaluation.Run(image, pixels => PictureEncoder.WebP(pixels, options ?? WebPOptions.Default, source), stop);

    /// <summary>Lossless.</summary>
    public byte[] EncodePng() => Evaluation.Run(image, PictureEncoder.Png, stop);

    /// <summary>Transparent parts become white.</summary>
    /// <param name="quality">1 to 100.</param>
    /// <param name="source">Written into the file as XMP; null for a file without metadata.</param>
    public byte[] EncodeJpeg(int quality = 90, DigitalSource? source = null) =>
        Evaluation.Run(image, pixels => PictureEncoder.Jpeg(pixels, quality, source), stop);

    public void Dispose() => image.Dispose();

    private Picture Computed(Func<Image, Image> operation) => new(
        Evaluation.Run(
            image,
            source =>
            {
                using var lazy = operation(source);
                return lazy.CopyMemory();
            },
            stop),
        stop);
}
