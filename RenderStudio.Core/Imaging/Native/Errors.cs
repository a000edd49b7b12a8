using System.Runtime.InteropServices;

namespace RenderStudio.Core.Imaging.Native;

internal static class Errors
{
    /// <summary>Copies and clears libvips' error buffer under libvips' own lock.</summary>
    internal static string Take()
    {
        var text = Vips.TakeErrors();
        try
        {
            return Marshal.PtrToStringUTF8(text)?.Trim() ?? "";
        }
        finally
        {
            Vips.Free(text);
        }
    }
}
