using NetVips;
using RenderStudio.Core.Imaging;

namespace RenderStudio.Benchmarks.Inspire;

/// <summary>The decoding and encoding that an inspire design requires, without any other work.</summary>
internal static class BareInspire
{
    /// <param name="output">Output of the model as PNG.</param>
    /// <param name="clamped">The same output in palette colours, opaque.</param>
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
