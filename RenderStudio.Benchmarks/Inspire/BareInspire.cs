using RenderStudio.Core.Imaging;
using RenderStudio.Core.Imaging.Native;

namespace RenderStudio.Benchmarks.Inspire;

/// <summary>The decode and the encodes that an inspired picture cannot do without, and nothing between them.</summary>
internal static class BareInspire
{
    /// <param name="output">PNG of the model.</param>
    /// <param name="clamped">What came of it, opaque.</param>
    internal static int Run(byte[] output, Picture clamped)
    {
        using var load = new Operation("pngload_buffer")
            .With("buffer", output.AsMemory()).With("access", "sequential").With("fail_on", "error");
        using var lazy = load.ToImage();
        using var decoded = Vips.CopyToMemory(lazy);
        using var original = new Operation("webpsave_buffer")
            .With("in", decoded).With("keep", "none").With("Q", WebPOptions.Default.Quality)
            .With("effort", WebPOptions.Default.Effort);
        return original.ToBytes().Length
            + clamped.EncodePng().Length
            + PictureFinishing.Finish(clamped, WebPOptions.Exact).Full.Length;
    }
}
