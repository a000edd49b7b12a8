namespace RenderStudio.Core.Inspire;

/// <param name="Share">Share of the surface, 0 to 1.</param>
/// <param name="SquareMetres">Null when the surface has no size.</param>
public sealed record AreaShare(string Color, string? Name, double Share, double? SquareMetres);

/// <summary>Computes the area of each colour on a surface.</summary>
internal static class Areas
{
    private const int Parts = 1_000_000;

    /// <summary>The number of pixels of each label.</summary>
    public static long[] Count(ReadOnlySpan<byte> labels, int colors)
    {
        var counts = new long[256];
        foreach (var label in labels)
            counts[label]++;
        return counts[..colors];
    }

    /// <summary>
    /// Shares in millionths that sum to 1. The rounding remainder goes to the colours with the largest fractions.
    /// </summary>
    public static IReadOnlyList<double> Shares(IReadOnlyList<long> counts)
    {
        var total = counts.Sum();
        ArgumentOutOfRangeException.ThrowIfZero(total);
        var parts = counts.Select(count => count * Parts / total).ToArray();
        var rests = counts.Select(count => count * Parts % total).ToArray();
        foreach (var color in Enumerable.Range(0, parts.Length)
            .OrderByDescending(color => rests[color]).Take((int)(Parts - parts.Sum())))
            parts[color]++;
        return [.. parts.Select(part => (double)part / Parts)];
    }

    /// <summary>The colours that occur, in the order of the palette.</summary>
    public static IReadOnlyList<AreaShare> Describe(
        IReadOnlyList<double> shares, IReadOnlyList<PaletteColor> palette, Surface? surface) =>
    [
        .. palette.Zip(shares)
            .Where(pair => pair.Second > 0)
            .Select(pair => new AreaShare(pair.First.Hex, pair.First.Name, pair.Second,
                surface is null ? null : Math.Round(pair.Second * surface.SquareMetres, 4))),
    ];
}
