using System.Diagnostics;
using System.Reflection;

namespace RenderStudio.Benchmarks.Imaging;

/// <summary>sharp with the libvips of its packages, which has the same version as the one of the app.</summary>
internal static class SharpPeer
{
    private static readonly string Folder = typeof(SharpPeer).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "ProjectFolder").Value!;

    /// <param name="way"><c>plain</c> or <c>chained</c>.</param>
    internal static HeldOpenPeer Start(string way, string folder, int atOnce) => new(
        $"sharp, {way}",
        new ProcessStartInfo("node", [Path.Combine(Folder, "Imaging", "sharp-passes.mjs"), folder, $"{atOnce}", way])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            // sharp uses the threads of libuv, four by default.
            Environment = { ["UV_THREADPOOL_SIZE"] = $"{atOnce}" },
        });
}
