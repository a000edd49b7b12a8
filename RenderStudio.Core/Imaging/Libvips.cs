using RenderStudio.Core.Imaging.Native;

namespace RenderStudio.Core.Imaging;

/// <summary>The native library: one per process, started once, before the first picture.</summary>
public static class Libvips
{
    private static readonly string[] PhotoLoaders =
        ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif"];

    private static readonly Lock Gate = new();
    private static LoaderPolicy? started;

    /// <summary>Native allocations that libvips holds now; steady when nothing leaks.</summary>
    public static int Allocations => Vips.TrackedAllocations();

    /// <summary>Bytes of pixels and buffers that libvips holds now.</summary>
    public static long AllocatedBytes => (long)Vips.TrackedBytes();

    /// <summary>The most bytes that libvips ever held in this process.</summary>
    public static long MostAllocatedBytes => (long)Vips.TrackedBytesHighWater();

    /// <summary>
    /// Loads libvips and closes every loader that the policy does not name. Safe to call from several threads and again
    /// with the same policy; throws if another policy is in force, or if an SVG could still be decoded under
    /// <see cref="LoaderPolicy.Photos"/>.
    /// </summary>
    public static void Start(LoaderPolicy policy)
    {
        lock (Gate)
        {
            if (started is null)
                StartFirst(policy);
            else if (started != policy)
                throw new InvalidOperationException($"libvips runs with the policy {started} already.");
        }
    }

    private static void StartFirst(LoaderPolicy policy)
    {
        LibraryFile.Register();
        NativeHeap.GiveBackFreedPixels();
        // A stranger's broken picture is not worth lines on standard error: what fails is told by its result.
        Vips.SetEnvironment("VIPS_WARNING", "1", 0);
        if (Vips.Init("render-studio") != 0)
            throw new InvalidOperationException($"libvips did not start: {Errors.Take()}");

        // Every picture is a new one: caching operations would only hold on to memory.
        Vips.SetCacheMax(0);
        // Parallel work comes from several pictures at once; more threads within one would only hold more memory.
        Vips.SetConcurrency(1);
        OpenOnly(policy == LoaderPolicy.Photos ? PhotoLoaders : [.. PhotoLoaders, "VipsForeignLoadSvg"]);
        if (policy == LoaderPolicy.Photos && LoaderProbe.OpenLoaders() is { Length: > 0 } open)
            throw new InvalidOperationException(
                $"libvips would decode what must stay closed: {string.Join(", ", open)}");
        started = policy;
    }

    private static void OpenOnly(string[] loaders)
    {
        Vips.BlockUntrusted(1);
        Vips.BlockOperation("VipsForeignLoad", 1);
        foreach (var loader in loaders)
            Vips.BlockOperation(loader, 0);
    }
}
