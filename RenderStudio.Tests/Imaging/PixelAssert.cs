using RenderStudio.Core.Imaging;

namespace RenderStudio.Tests.Imaging;

internal static class PixelAssert
{
    internal static Picture Decoded(ReadOnlyMemory<byte> bytes)
    {
        Assert.False(Picture.Decode(bytes).Failed(out var problem, out var picture), $"{problem}");
        return picture!;
    }

    /// <summary>The colour at a position given as fractions of the width and height.</summary>
    internal static (byte R, byte G, byte B) At(Picture picture, double x, double y)
    {
        var pixels = picture.ReadPixels();
        var bands = picture.HasAlpha ? 4 : 3;
        var at = (((int)(y * picture.Height) * picture.Width) + (int)(x * picture.Width)) * bands;
        return (pixels[at], pixels[at + 1], pixels[at + 2]);
    }

    internal static void Close((byte R, byte G, byte B) expected, (byte R, byte G, byte B) actual, int tolerance = 8)
    {
        var far = new[] { expected.R - actual.R, expected.G - actual.G, expected.B - actual.B }.Max(Math.Abs);
        Assert.True(far <= tolerance, $"Expected {expected} ± {tolerance}, got {actual}");
    }

    /// <summary>The four quarters, in reading order.</summary>
    internal static void Quarters(Picture picture, params (byte R, byte G, byte B)[] expected)
    {
        var actual = new[] { At(picture, .25, .25), At(picture, .75, .25), At(picture, .25, .75), At(picture, .75, .75) };
        for (var quarter = 0; quarter < 4; quarter++)
            Close(expected[quarter], actual[quarter]);
    }
}
