using System.Runtime.InteropServices;

namespace RenderStudio.Core.Imaging.Native;

/// <summary>
/// The C functions of libvips and GObject that the product calls, none of them variadic. The npm build exports both
/// from its one library. Reference: https://www.libvips.org/API/current/.
/// </summary>
internal static unsafe partial class Vips
{
    internal const string Library = "libvips";

    [LibraryImport(Library, EntryPoint = "vips_init", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Init(string programName);

    [LibraryImport(Library, EntryPoint = "g_setenv", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport(Library, EntryPoint = "vips_block_untrusted_set")]
    internal static partial void BlockUntrusted(int state);

    [LibraryImport(Library, EntryPoint = "vips_operation_block_set", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void BlockOperation(string className, int state);

    [LibraryImport(Library, EntryPoint = "vips_cache_set_max")]
    internal static partial void SetCacheMax(int operations);

    [LibraryImport(Library, EntryPoint = "vips_concurrency_set")]
    internal static partial void SetConcurrency(int threads);

    [LibraryImport(Library, EntryPoint = "vips_tracked_get_allocs")]
    internal static partial int TrackedAllocations();

    [LibraryImport(Library, EntryPoint = "vips_tracked_get_mem")]
    internal static partial nuint TrackedBytes();

    [LibraryImport(Library, EntryPoint = "vips_tracked_get_mem_highwater")]
    internal static partial nuint TrackedBytesHighWater();

    [LibraryImport(Library, EntryPoint = "vips_error_buffer_copy")]
    internal static partial nint TakeErrors();

    [LibraryImport(Library, EntryPoint = "g_free")]
    internal static partial void Free(nint memory);

    [LibraryImport(Library, EntryPoint = "g_object_unref")]
    internal static partial void Unref(nint instance);

    [LibraryImport(Library, EntryPoint = "g_object_set_property", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetProperty(ObjectHandle instance, string name, in GValue value);

    [LibraryImport(Library, EntryPoint = "g_object_get_property", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void GetProperty(ObjectHandle instance, string name, ref GValue value);

    [LibraryImport(Library, EntryPoint = "g_value_init")]
    internal static partial nint InitValue(ref GValue value, nuint type);

    [LibraryImport(Library, EntryPoint = "g_value_unset")]
    internal static partial void UnsetValue(ref GValue value);

    [LibraryImport(Library, EntryPoint = "g_value_set_object")]
    internal static partial void SetObject(ref GValue value, ImageHandle instance);

    [LibraryImport(Library, EntryPoint = "g_value_dup_object")]
    internal static partial ImageHandle DuplicateObject(in GValue value);

    [LibraryImport(Library, EntryPoint = "g_value_set_boxed")]
    internal static partial void SetBoxed(ref GValue value, BlobHandle boxed);

    [LibraryImport(Library, EntryPoint = "g_value_get_boxed")]
    internal static partial nint PeekBoxed(in GValue value);

    [LibraryImport(Library, EntryPoint = "vips_image_get_type")]
    internal static partial nuint ImageType();

    [LibraryImport(Library, EntryPoint = "vips_blob_get_type")]
    internal static partial nuint BlobType();

    [LibraryImport(Library, EntryPoint = "vips_blob_new")]
    internal static partial BlobHandle NewBlob(
        delegate* unmanaged[Cdecl]<nint, nint, int> free, void* data, nuint length);

    [LibraryImport(Library, EntryPoint = "vips_blob_get")]
    internal static partial byte* BlobBytes(nint blob, out nuint length);

    [LibraryImport(Library, EntryPoint = "vips_area_unref")]
    internal static partial void UnrefArea(nint area);

    [LibraryImport(Library, EntryPoint = "vips_operation_new", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial ObjectHandle NewOperation(string name);

    [LibraryImport(Library, EntryPoint = "vips_object_set_argument_from_string",
        StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetArgument(ObjectHandle operation, string name, string value);

    /// <summary>Runs the operation; unlike a plain build this honours blocked operations in every case.</summary>
    [LibraryImport(Library, EntryPoint = "vips_cache_operation_build")]
    internal static partial ObjectHandle BuildOperation(ObjectHandle operation);

    [LibraryImport(Library, EntryPoint = "vips_object_unref_outputs")]
    internal static partial void UnrefOutputs(ObjectHandle operation);

    [LibraryImport(Library, EntryPoint = "vips_image_get_width")]
    internal static partial int Width(ImageHandle image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_height")]
    internal static partial int Height(ImageHandle image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_bands")]
    internal static partial int Bands(ImageHandle image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_format")]
    internal static partial BandFormat Format(ImageHandle image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_interpretation")]
    internal static partial Interpretation Interpretation(ImageHandle image);

    [LibraryImport(Library, EntryPoint = "vips_image_hasalpha")]
    internal static partial int HasAlpha(ImageHandle image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_orientation")]
    internal static partial int Orientation(ImageHandle image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_n_pages")]
    internal static partial int Pages(ImageHandle image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_typeof", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nuint TypeOfField(ImageHandle image, string name);

    [LibraryImport(Library, EntryPoint = "vips_image_remove", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int RemoveField(ImageHandle image, string name);

    /// <summary>The picture with all its pixels in memory: this is where a lazy decode really happens.</summary>
    [LibraryImport(Library, EntryPoint = "vips_image_copy_memory")]
    internal static partial ImageHandle CopyToMemory(ImageHandle image);

    /// <summary>The pixels of a picture in memory, owned by it.</summary>
    [LibraryImport(Library, EntryPoint = "vips_image_get_data")]
    internal static partial byte* Pixels(ImageHandle image);

    [LibraryImport(Library, EntryPoint = "vips_image_new_from_memory_copy")]
    internal static partial ImageHandle FromPixels(
        byte* pixels, nuint length, int width, int height, int bands, BandFormat format);
}
