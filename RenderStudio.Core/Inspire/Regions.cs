namespace RenderStudio.Core.Inspire;

/// <summary>
/// The regions of a labelled picture: runs of equal labels in a row, joined where runs of adjacent rows touch
/// (union–find over runs, of which there are far fewer than pixels).
/// </summary>
internal sealed class Regions
{
    private readonly byte[] labels;
    private readonly int width;
    private int[] starts;
    private int[] lengths;
    private int[] parents;
    private int[] pixels;
    private int count;

    private Regions(byte[] labels, int width)
    {
        this.labels = labels;
        this.width = width;
        var guess = Math.Max(64, labels.Length / 64);
        (starts, lengths, parents, pixels) = (new int[guess], new int[guess], new int[guess], new int[guess]);
    }

    public static Regions Of(byte[] labels, int width)
    {
        var regions = new Regions(labels, width);
        var above = 0;
        for (var row = 0; row < labels.Length; row += width)
        {
            var first = regions.count;
            regions.AddRuns(row);
            regions.JoinRows(above, first, row);
            above = first;
        }

        for (var run = 0; run < regions.count; run++)
            regions.pixels[regions.RegionOf(run)] += regions.lengths[run];
        return regions;
    }

    /// <summary>The runs of regions with fewer pixels, in reading order.</summary>
    internal List<int> Smaller(long leastPixels)
    {
        List<int> smaller = [];
        for (var run = 0; run < count; run++)
        {
            if (labels[starts[run]] != Stencil.Outside && PixelsOf(RegionOf(run)) < leastPixels)
                smaller.Add(run);
        }

        return smaller;
    }

    internal (int Start, int Length) Run(int run) => (starts[run], lengths[run]);

    internal int PixelsOf(int region) => pixels[region];

    internal int RegionOf(int run)
    {
        while (parents[run] != run)
            run = parents[run] = parents[parents[run]];
        return run;
    }

    private void AddRuns(int row)
    {
        var line = labels.AsSpan(row, width);
        for (var at = 0; at < width;)
        {
            var rest = line[at..];
            var length = rest.IndexOfAnyExcept(rest[0]);
            length = length < 0 ? rest.Length : length;
            if (count == starts.Length)
                Widen();
            (starts[count], lengths[count], parents[count]) = (row + at, length, count);
            count++;
            at += length;
        }
    }

    private void JoinRows(int above, int first, int row)
    {
        if (row == 0)
            return;
        for (int upper = above, lower = first; upper < first && lower < count;)
        {
            if (labels[starts[upper]] == labels[starts[lower]])
                Join(upper, lower);
            var (upperEnd, lowerEnd) = (starts[upper] + lengths[upper] + width, starts[lower] + lengths[lower]);
            if (upperEnd <= lowerEnd)
                upper++;
            if (lowerEnd <= upperEnd)
                lower++;
        }
    }

    private void Join(int one, int other)
    {
        var (a, b) = (RegionOf(one), RegionOf(other));
        parents[Math.Max(a, b)] = Math.Min(a, b);
    }

    private void Widen()
    {
        var larger = count * 2;
        Array.Resize(ref starts, larger);
        Array.Resize(ref lengths, larger);
        Array.Resize(ref parents, larger);
        Array.Resize(ref pixels, larger);
    }
}
