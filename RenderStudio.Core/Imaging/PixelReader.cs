using NetVips;
using VipsLibrary = NetVips.NetVips;

namespace RenderStudio.Core.Imaging;

internal static class PixelReader
{
    internal delegate T Reading<out T>(ReadOnlySpan<byte> pixels);

    /// <summary>Exposes the pixels for the duration of the call, rows from the top.</summary>
    internal static unsafe T Read<T>(Image image, Reading<T> reading)
    {
        var pixels = image.WriteToMemory(out var length);
        try
        {
            return reading(new ReadOnlySpan<byte>((void*)pixels, checked((int)length)));
        }
        finally
        {
            VipsLibrary.Free(pixels);
        }
    }
}
