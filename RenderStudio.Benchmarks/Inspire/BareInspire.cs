using NetVips;
using RenderStudio.Core.Imaging;

namespace RenderStudio.Benchmarks.Inspire;

/// <summary>The decode and the encodes that an inspired picture cannot do without, and nothing between them.</summary>
internal static class BareInspire
{
    /// <param name="output">PNG of the model.</param>
    /// <param name="clamped">What came of it, opaque.</param>
    internal static int Run(byte[] output, Picture clamped)
    {
        using var source = Source.NewFromMemory(output);
        using var lazy = Image.PngloadSource(source, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error);
        using var decoded = lazy.CopyMemory();
        var original = decoded.WebpsaveBuffer(
            q: WebPOptions.Default.Quality, effort: WebPOptions.Default.Effort, keep: Enums.ForeignKeep.None);
        return original.Length
            + clamped.EncodePng().Length
            + PictureFinishing.Finish(clamped, WebPOptions.Exact).Full.Length;
    }
}
