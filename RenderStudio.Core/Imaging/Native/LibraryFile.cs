using System.Reflection;
using System.Runtime.InteropServices;

namespace RenderStudio.Core.Imaging.Native;

/// <summary>
/// Finds the one libvips that the build put beside the assemblies; its file name carries its version.
/// </summary>
internal static class LibraryFile
{
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(Vips).Assembly, Resolve);

    internal static string Find(string folder)
    {
        var pattern = OperatingSystem.IsMacOS() ? "libvips-cpp.*.dylib" : "libvips-cpp.so.*";
        return Directory.GetFiles(folder, pattern) switch
        {
            [var file] => file,
            [] => throw new DllNotFoundException(
                $"No {pattern} in {folder}. Building RenderStudio.Core puts it there."),
            var files => throw new DllNotFoundException($"More than one libvips: {string.Join(", ", files)}"),
        };
    }

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? path) =>
        library == Vips.Library ? NativeLibrary.Load(Find(AppContext.BaseDirectory)) : 0;
}
