using RenderStudio.Core.Imaging.Native;

namespace RenderStudio.Core.Imaging;

internal static class PixelReader
{
    internal delegate T Reading<out T>(ReadOnlySpan<byte> pixels);

    /// <summary>
    /// Reads the pixels where they lie; a view (a rotated picture) is laid out for the time of the call.
    /// </summary>
    internal static unsafe T Read<T>(ImageHandle image, Reading<T> reading)
    {
        using var memory = PictureDecoder.InMemory(image);
        var length = checked(Vips.Width(memory) * Vips.Height(memory) * Vips.Bands(memory));
        return reading(new ReadOnlySpan<byte>(Vips.Pixels(memory), length));
    }
}
