using RenderStudio.Core.Imaging;

namespace RenderStudio.Testing.Imaging;

/// <summary>
/// A photo for tests: warm on the left, cool on the right, so that its presence in an output can be measured.
/// </summary>
public static class DrawnRoom
{
    public static byte[] Png(int width, int height)
    {
        Libvips.Start(LoaderPolicy.Photos);
        var pixels = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var left = x < width / 2;
                var at = ((y * width) + x) * 3;
                pixels[at] = (byte)(left ? 230 : 20);
                pixels[at + 1] = (byte)(60 + (y * 60 / height));
                pixels[at + 2] = (byte)(left ? 20 : 230);
            }
        }

        using var picture = Picture.FromPixels(width, height, hasAlpha: false, pixels);
        return picture.EncodePng();
    }

    /// <summary>How much warmer the left half is than the right: mean of red minus blue, left minus right.</summary>
    public static double Warmth(Picture picture)
    {
        var pixels = picture.ReadPixels();
        var bands = picture.HasAlpha ? 4 : 3;
        double left = 0, right = 0;
        for (var place = 0; place < picture.Width * picture.Height; place++)
        {
            var redness = pixels[place * bands] - pixels[(place * bands) + 2];
            if (place % picture.Width < picture.Width / 2)
                left += redness;
            else
                right += redness;
        }

        return (left - right) / (picture.Width * picture.Height / 2d);
    }
}
