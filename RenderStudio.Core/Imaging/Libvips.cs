using NetVips;
using VipsLibrary = NetVips.NetVips;

namespace RenderStudio.Core.Imaging;

/// <summary>The native library. It is started once per process, before the first picture.</summary>
public static class Libvips
{
    private static readonly string[] PhotoLoaders =
        ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif"];

    private static readonly Lock Gate = new();
    private static LoaderPolicy? started;

    /// <summary>Current number of native allocations of libvips; constant unless memory leaks.</summary>
    public static int Allocations => Stats.Allocations;

    /// <summary>Current bytes of pixels and buffers of libvips.</summary>
    public static long AllocatedBytes => (uint)Stats.Mem;

    /// <summary>Maximum bytes of libvips since the process started.</summary>
    public static long MostAllocatedBytes => (long)Stats.MemHighwater;

    /// <summary>
    /// Loads libvips and blocks every loader that the policy does not allow. Thread-safe, and idempotent for the same
    /// policy. Throws if another policy is active, or if an SVG can still be decoded under <see
    /// cref="LoaderPolicy.Photos"/>.
    /// </summary>
    public static void Start(LoaderPolicy policy)
    {
        lock (Gate)
        {
            if (started is null)
                StartFirst(policy);
            else if (started != policy)
                throw new InvalidOperationException($"libvips is already started with the policy {started}.");
        }
    }

    /// <summary>Returns free pages of the native heap to the operating system, if the C library supports it.</summary>
    public static void TrimHeap() => NativeHeap.Trim();

    /// <summary>As soon as one of its types is used, NetVips loads libvips with every loader allowed.</summary>
    internal static void ThrowIfNotStarted()
    {
        if (started is null)
            throw new InvalidOperationException("Libvips.Start was not called in this process.");
    }

    private static void StartFirst(LoaderPolicy policy)
    {
        // The allocator must be configured before libvips allocates, and loading NetVips starts libvips.
        NativeHeap.ReturnFreedPages();
        Configure(policy);
        if (policy == LoaderPolicy.Photos && LoaderProbe.OpenLoaders() is { Length: > 0 } open)
            throw new InvalidOperationException($"libvips decodes blocked formats: {string.Join(", ", open)}");
        started = policy;
    }

    private static void Configure(LoaderPolicy policy)
    {
        if (!ModuleInitializer.VipsInitialized)
            throw new InvalidOperationException("libvips did not start.", ModuleInitializer.Exception);

        // A damaged picture is reported by the result of its decoding, not on standard error.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, static (_, _, _) => { });
        // No operation is repeated, so a cache would only use memory.
        Cache.Max = 0;
        // Several pictures are processed in parallel; more threads for one picture would only use more memory.
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
