using RenderStudio.Core.Imaging.Native;

namespace RenderStudio.Core.Imaging;

/// <summary>
/// Decoded pixels: upright, 8-bit sRGB with or without alpha, without metadata, held once. Its operations give new
/// pictures and may be called from several threads. <see cref="Libvips.Start"/> comes first.
/// </summary>
public sealed class Picture : IDisposable
{
    private readonly ImageHandle image;

    private Picture(ImageHandle image) => this.image = image;

    public int Width => Vips.Width(image);

    public int Height => Vips.Height(image);

    public bool HasAlpha => Vips.HasAlpha(image) != 0;

    /// <summary>
    /// Decodes the first frame. Bytes that are not one of our formats are unsupported; truncated or damaged ones are
    /// unreadable. The bytes are needed only during the call. Inspect strangers' bytes first: this has no limits.
    /// </summary>
    public static Result<Picture> Decode(ReadOnlyMemory<byte> bytes)
    {
        if (PictureFormats.Recognise(bytes.Span) is not { } format)
            return PictureInspection.Unsupported(PictureLimits.Outputs);
        try
        {
            return new Picture(PictureDecoder.Decode(bytes, format));
        }
        catch (LibvipsException)
        {
            return PictureInspection.Unreadable;
        }
    }

    /// <summary>Draws an SVG of our own; only under <see cref="LoaderPolicy.PhotosAndOwnSvg"/>.</summary>
    public static Picture FromSvg(string svg)
    {
        using var load = new Operation("svgload_buffer")
            .With("buffer", System.Text.Encoding.UTF8.GetBytes(svg).AsMemory());
        using var drawn = load.ToImage();
        return new Picture(PictureDecoder.InMemory(drawn));
    }

    /// <param name="pixels">Rows from the top, RGB or (with alpha) RGBA, a byte each; they are copied.</param>
    public static unsafe Picture FromPixels(int width, int height, bool hasAlpha, ReadOnlySpan<byte> pixels)
    {
        var bands = hasAlpha ? 4 : 3;
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, checked(width * height * bands));
        fixed (byte* start = pixels)
        {
            using var raw = Vips.FromPixels(start, (nuint)pixels.Length, width, height, bands, BandFormat.UChar);
            if (raw.IsInvalid)
                throw LibvipsException.Take("new_from_memory");
            using var tagged = new Operation("copy").With("in", raw).With("interpretation", "srgb");
            return new Picture(tagged.ToImage());
        }
    }

    /// <summary>At most <paramref name="side"/> pixels wide and high, in proportion; never enlarged.</summary>
    public Picture FitWithin(int side)
    {
        using var thumbnail = Thumbnail(side).With("size", "down");
        return Held(thumbnail);
    }

    /// <summary>A square of exactly <paramref name="side"/> pixels from the middle, enlarged if need be.</summary>
    public Picture CoverSquare(int side)
    {
        using var thumbnail = Thumbnail(side).With("crop", "centre");
        return Held(thumbnail);
    }

    /// <summary>Exactly so large, whatever becomes of its proportions.</summary>
    public Picture Stretch(int width, int height)
    {
        using var thumbnail = new Operation("thumbnail_image")
            .With("in", image).With("width", width).With("height", height).With("size", "force");
        return Held(thumbnail);
    }

    /// <summary>Without alpha: what is clear becomes white.</summary>
    public Picture Opaque()
    {
        if (!HasAlpha)
            return new Picture(PictureDecoder.InMemory(image));
        using var flatten = new Operation("flatten").With("in", image).With("background", "255");
        return Held(flatten);
    }

    /// <summary>The picture as a square of so many pixels a side, RGB, on white.</summary>
    internal byte[] Squeezed(int side)
    {
        using var small = Stretch(side, side);
        if (!small.HasAlpha)
            return small.ReadPixels();
        using var opaque = small.Opaque();
        return opaque.ReadPixels();
    }

    /// <summary>Rows from the top, RGB or (with alpha) RGBA, a byte each.</summary>
    public byte[] ReadPixels() => PixelReader.Read(image, pixels => pixels.ToArray());

    /// <summary>The colour to show until the picture is there, as <c>#rrggbb</c>; clear pixels do not count.</summary>
    public string AverageColor()
    {
        var bands = Vips.Bands(image);
        return PixelReader.Read(image, pixels => Imaging.AverageColor.Of(pixels, bands));
    }

    public byte[] EncodeWebP(WebPOptions? options = null) => PictureEncoder.WebP(image, options ?? WebPOptions.Default);

    /// <summary>Lossless.</summary>
    public byte[] EncodePng() => PictureEncoder.Png(image);

    /// <summary>Clear parts become white.</summary>
    /// <param name="quality">1 to 100.</param>
    public byte[] EncodeJpeg(int quality = 90) => PictureEncoder.Jpeg(image, quality);

    public void Dispose() => image.Dispose();

    private Operation Thumbnail(int side) =>
        new Operation("thumbnail_image").With("in", image).With("width", side).With("height", side);

    private static Picture Held(Operation operation)
    {
        using var lazy = operation.ToImage();
        return new Picture(PictureDecoder.InMemory(lazy));
    }
}
