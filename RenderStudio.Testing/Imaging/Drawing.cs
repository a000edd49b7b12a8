using NetVips;
using RenderStudio.Core.Imaging;

namespace RenderStudio.Testing.Imaging;

/// <summary>Pictures that tests draw, and encodings that the product itself does not need.</summary>
internal static class Drawing
{
    internal static readonly (byte R, byte G, byte B) Red = (220, 30, 40), Green = (20, 170, 60);
    internal static readonly (byte R, byte G, byte B) Blue = (30, 60, 210), Yellow = (240, 220, 30);

    /// <summary>
    /// Four flat quarters: red and green above, blue and yellow below. Every rotation and flip is visible.
    /// </summary>
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
        using var converted = image.IccTransform(profile, inputProfile: "srgb");
        return Save(converted, saver, options);
    }

    private static byte[] Save(Image image, string saver, params (string Name, string Value)[] options)
    {
        var written = string.Join(",", options.Select(option => $"{option.Name}={option.Value}"));
        return (byte[])Operation.Call(saver, new VOption { { "string_options", written } }, image);
    }

    private static byte Channel(double value) => (byte)Math.Clamp(value, 0, 255);
}
