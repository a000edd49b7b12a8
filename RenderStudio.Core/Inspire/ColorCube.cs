namespace RenderStudio.Core.Inspire;

/// <summary>
/// Finds exactly the nearest of a few colours for any colour. The RGB cube is divided into cells of 8×8×8. Most cells
/// have one nearest colour; the others hold the few candidates that can be nearest in them and cache the result for
/// each colour. Thread-safe: the cached value does not depend on the thread that computes it.
/// </summary>
public sealed class ColorCube
{
    private const int CellBits = 3, CellsPerSide = 256 >> CellBits, ColorsPerCell = 1 << (3 * CellBits);
    private const byte Mixed = 255, Unknown = 255;

    private readonly Oklab[] colors;
    private readonly ColorGap[,] gaps;
    private readonly byte[] cells = new byte[CellsPerSide * CellsPerSide * CellsPerSide];
    private readonly byte[]?[] candidates = new byte[]?[CellsPerSide * CellsPerSide * CellsPerSide];
    private readonly byte[]?[] found = new byte[]?[CellsPerSide * CellsPerSide * CellsPerSide];

    /// <param name="palette">At most 254 colours.</param>
    public ColorCube(IReadOnlyList<Rgb> palette)
    {
        ArgumentOutOfRangeException.ThrowIfZero(palette.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(palette.Count, 254);
        colors = [.. palette.Select(Oklab.Of)];
        gaps = Gaps(colors);
        Divide(0, 0, 0, 256, [.. Enumerable.Range(0, palette.Count).Select(index => (byte)index)]);
    }

    /// <summary>Number of cells with more than one candidate.</summary>
    public int MixedCells => cells.Count(cell => cell == Mixed);

    /// <summary>The index of the nearest colour; of two equally near colours, the lower index.</summary>
    public byte Nearest(byte red, byte green, byte blue)
    {
        var cell = (((red >> CellBits) * CellsPerSide) + (green >> CellBits)) * CellsPerSide + (blue >> CellBits);
        var known = cells[cell];
        return known != Mixed ? known : NearestInMixed(cell, red, green, blue);
    }

    /// <summary>The nearest colour of each pixel.</summary>
    /// <param name="pixels">RGB, a byte each.</param>
    /// <param name="labels">One for each pixel.</param>
    public void Clamp(ReadOnlySpan<byte> pixels, Span<byte> labels)
    {
        for (int at = 0, from = 0; at < labels.Length; at++, from += 3)
            labels[at] = Nearest(pixels[from], pixels[from + 1], pixels[from + 2]);
    }

    private byte NearestInMixed(int cell, byte red, byte green, byte blue)
    {
        var cache = found[cell] ??= NewCache();
        var place = ((red & 7) << (2 * CellBits)) | ((green & 7) << CellBits) | (blue & 7);
        if (cache[place] is var known and not Unknown)
            return known;
        return cache[place] = Search(Oklab.Of(new(red, green, blue)), candidates[cell]!);
    }

    private static byte[] NewCache()
    {
        var cache = new byte[ColorsPerCell];
        Array.Fill(cache, Unknown);
        return cache;
    }

    private byte Search(Oklab color, byte[] among)
    {
        var (best, least) = (among[0], double.MaxValue);
        foreach (var candidate in among)
        {
            var distance = color.DistanceTo(colors[candidate]);
            if (distance < least)
                (best, least) = (candidate, distance);
        }

        return best;
    }

    private void Divide(int red, int green, int blue, int side, byte[] among)
    {
        var left = Survivors(red, green, blue, side, among);
        if (left.Length == 1 || side == 1 << CellBits)
        {
            Fill(red >> CellBits, green >> CellBits, blue >> CellBits, side >> CellBits, left);
            return;
        }

        var half = side / 2;
        for (var child = 0; child < 8; child++)
            Divide(red + ((child & 4) == 0 ? 0 : half), green + ((child & 2) == 0 ? 0 : half),
                blue + ((child & 1) == 0 ? 0 : half), half, left);
    }

    private void Fill(int red, int green, int blue, int side, byte[] left)
    {
        for (var r = red; r < red + side; r++)
        {
            for (var g = green; g < green + side; g++)
            {
                for (var b = blue; b < blue + side; b++)
                {
                    var cell = (((r * CellsPerSide) + g) * CellsPerSide) + b;
                    cells[cell] = left.Length == 1 ? left[0] : Mixed;
                    candidates[cell] = left.Length == 1 ? null : left;
                }
            }
        }
    }

    /// <summary>The candidates that can be nearest somewhere in a box.</summary>
    private byte[] Survivors(int red, int green, int blue, int side, byte[] among)
    {
        var most = side - 1;
        var box = new ConeBox(
            Oklab.Cones((byte)red, (byte)green, (byte)blue),
            Oklab.Cones((byte)(red + most), (byte)(green + most), (byte)(blue + most)));
        var central = Search(box.Middle, among);
        var left = 0;
        Span<byte> survivors = stackalloc byte[among.Length];
        foreach (var candidate in among)
        {
            if (!box.IsAlwaysNearer(gaps[central, candidate]))
                survivors[left++] = candidate;
        }

        return left == among.Length ? among : survivors[..left].ToArray();
    }

    private static ColorGap[,] Gaps(Oklab[] colors)
    {
        var gaps = new ColorGap[colors.Length, colors.Length];
        for (var one = 0; one < colors.Length; one++)
        {
            for (var other = 0; other < colors.Length; other++)
                gaps[one, other] = ColorGap.Between(colors[one], colors[other]);
        }

        return gaps;
    }
}
