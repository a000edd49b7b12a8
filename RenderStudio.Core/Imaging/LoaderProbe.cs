using System.Text;
using NetVips;

namespace RenderStudio.Core.Imaging;

/// <summary>Verifies the policy by decoding with blocked loaders.</summary>
internal static class LoaderProbe
{
    private static readonly byte[] Svg = Encoding.UTF8.GetBytes(
        """<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><rect width="1" height="1"/></svg>""");

    /// <summary>
    /// A 1×1 grey TIFF: the header, a directory with the nine entries that a strip of one byte needs, and that byte.
    /// </summary>
    private static readonly byte[] Tiff = Convert.FromHexString(
        "49492A0008000000" + "0900"
        + "000104000100000001000000" + "010104000100000001000000" + "020103000100000008000000"
        + "030103000100000001000000" + "060103000100000001000000" + "11010400010000007A000000"
        + "150103000100000001000000" + "160104000100000001000000" + "170104000100000001000000"
        + "00000000" + "80");

    /// <summary>The blocked loaders that decode nevertheless.</summary>
    internal static string[] OpenLoaders() =>
        [.. new[] { ("svgload_buffer", Svg), ("tiffload_buffer", Tiff) }
            .Where(probe => Decodes(probe.Item1, probe.Item2))
            .Select(probe => probe.Item1)];

    internal static bool Decodes(string loader, byte[] bytes)
    {
        try
        {
            using var image = (Image)Operation.Call(loader, bytes);
            return true;
        }
        catch (VipsException)
        {
            return false;
        }
    }
}
