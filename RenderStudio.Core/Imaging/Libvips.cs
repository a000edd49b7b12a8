using NetVips;
using VipsLibrary = NetVips.NetVips;

namespace RenderStudio.Core.Imaging;

/// <summary>The native library: one per process, started once, before the first picture.</summary>
public static class Libvips
{
    private static readonly string[] PhotoLoaders =
        ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif"];

    private static readonly Lock Gate = new();
    private static LoaderPolicy? started;

    /// <summary>Native allocations that libvips holds now; steady when nothing leaks.</summary>
    public static int Allocations => Stats.Allocations;

    /// <summary>Bytes of pixels and buffers that libvips holds now.</summary>
    public static long AllocatedBytes => (uint)Stats.Mem;

    /// <summary>The most bytes that libvips ever held in this process.</summary>
    public static long MostAllocatedBytes => (long)Stats.MemHighwater;

    /// <summary>
    /// Loads libvips and blocks every loader that the policy does not name. Safe to call from several threads and again
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

    /// <summary>Returns free pages of the native heap to the system, where its C library can.</summary>
    public static void TrimHeap() => NativeHeap.Trim();

    /// <summary>NetVips loads libvips with every loader open as soon as one of its types is used.</summary>
    internal static void ThrowIfNotStarted()
    {
        if (started is null)
            throw new InvalidOperationException("Libvips.Start was not called in this process.");
    }

    private static void StartFirst(LoaderPolicy policy)
    {
        // The allocator must be set before libvips allocates, and libvips starts when NetVips is loaded.
        NativeHeap.GiveBackFreedPixels();
        Configure(policy);
        if (policy == LoaderPolicy.Photos && LoaderProbe.OpenLoaders() is { Length: > 0 } open)
            throw new InvalidOperationException($"libvips decodes blocked formats: {string.Join(", ", open)}");
        started = policy;
    }

    private static void Configure(LoaderPolicy policy)
    {
        if (!ModuleInitializer.VipsInitialized)
            throw new InvalidOperationException("libvips did not start.", ModuleInitializer.Exception);

        // A damaged picture is reported by the result of its decoding, not by lines on standard error.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, static (_, _, _) => { });
        // No operation is repeated, so a cache would only hold memory.
        Cache.Max = 0;
        // Parallel work comes from several pictures at once; more threads within one would only hold more memory.
        VipsLibrary.Concurrency = 1;
        OpenOnly(policy == LoaderPolicy.Photos ? PhotoLoaders : [.. PhotoLoaders, "VipsForeignLoadSvg"]);
    }

    private static void OpenOnly(string[] loaders)
    {
        VipsLibrary.BlockUntrusted = true;
        Operation.Block("VipsForeignLoad", true);
        foreach (var loader in loaders)
            Operation.Block(loader, false);
    }
}
