using RenderStudio.Core.Imaging;
using RenderStudio.Core.Imaging.Native;

namespace RenderStudio.Tests.Imaging;

/// <summary>Pictures that tests draw, and the ways to write them that the product itself does not need.</summary>
internal static class Drawing
{
    internal static readonly (byte R, byte G, byte B) Red = (220, 30, 40), Green = (20, 170, 60);
    internal static readonly (byte R, byte G, byte B) Blue = (30, 60, 210), Yellow = (240, 220, 30);

    /// <summary>Four flat quarters: red and green above, blue and yellow below. Every turn and flip shows.</summary>
    internal static Picture Quarters(int width, int height) => Paint(width, height, (x, y) =>
        (x < width / 2, y < height / 2) switch
        {
            (true, true) => Red,
            (false, true) => Green,
            (true, false) => Blue,
            (false, false) => Yellow,
        });

    /// <summary>Soft light and fine grain, as photos have.</summary>
    internal static Picture PhotoLike(int width, int height, int seed)
    {
        var random = new Random(seed);
        return Paint(width, height, (x, y) =>
        {
            var light = 120 + (70 * Math.Sin((x + seed) / 47.0)) + (50 * Math.Cos(y / 31.0)) + random.Next(-12, 13);
            return (Channel(light), Channel(light * 0.8), Channel(255 - light));
        });
    }

    internal static Picture Paint(int width, int height, Func<int, int, (byte R, byte G, byte B)> colour)
    {
        var pixels = new byte[width * height * 3];
        for (var at = 0; at < width * height; at++)
            (pixels[at * 3], pixels[(at * 3) + 1], pixels[(at * 3) + 2]) = colour(at % width, at / width);
        return Picture.FromPixels(width, height, hasAlpha: false, pixels);
    }

    /// <summary>Any saver of libvips with any options, on a picture as it decodes.</summary>
    internal static byte[] Save(Picture picture, string saver, params (string Name, string Value)[] options)
    {
        using var image = PictureDecoder.Decode(picture.EncodePng(), PictureFormat.Png);
        return Save(image, saver, options);
    }

    internal static byte[] SaveWithProfile(
        Picture picture, string profile, string saver, params (string Name, string Value)[] options)
    {
        using var image = PictureDecoder.Decode(picture.EncodePng(), PictureFormat.Png);
        using var convert = new Operation("icc_transform")
            .With("in", image).With("input_profile", "srgb").With("output_profile", profile);
        using var converted = convert.ToImage();
        return Save(converted, saver, options);
    }

    private static byte[] Save(ImageHandle image, string saver, params (string Name, string Value)[] options)
    {
        using var save = new Operation(saver).With("in", image);
        foreach (var (name, value) in options)
            save.With(name, value);
        return save.ToBytes();
    }

    private static byte Channel(double value) => (byte)Math.Clamp(value, 0, 255);
}
