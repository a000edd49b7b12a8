using System.Runtime.InteropServices;

namespace RenderStudio.Core.Imaging.Native;

/// <summary>One reference to a GObject, given back when the handle is closed.</summary>
internal class ObjectHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Vips.Unref(handle);
        return true;
    }
}

/// <summary>A VipsImage: a picture in memory, or the promise of one.</summary>
internal sealed class ImageHandle : ObjectHandle;

/// <summary>One reference to a VipsBlob, counted bytes that libvips keeps as long as it needs them.</summary>
internal sealed class BlobHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Vips.UnrefArea(handle);
        return true;
    }
}
