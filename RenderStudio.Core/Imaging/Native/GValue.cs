using System.Runtime.InteropServices;

namespace RenderStudio.Core.Imaging.Native;

/// <summary>GObject's variant: a type and two words. Starts as zeros, is given a type, and must be unset.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GValue
{
    private readonly nuint type;
    private readonly long first;
    private readonly long second;

    internal static GValue Of(nuint type)
    {
        var value = default(GValue);
        Vips.InitValue(ref value, type);
        return value;
    }
}
