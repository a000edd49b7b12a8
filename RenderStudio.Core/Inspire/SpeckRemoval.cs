namespace RenderStudio.Core.Inspire;

/// <summary>
/// Removes regions that are too small to be built: the adjacent buildable regions grow over them, evenly from all
/// sides. A region is a set of pixels of one colour that are connected by their sides. No new colour appears, and a
/// second run changes nothing.
/// </summary>
internal sealed class SpeckRemoval
{
    private const byte Pending = 254, Queued = 253;

    private readonly byte[] labels;
    private readonly int width;
    private readonly Regions regions;
    private int[] queue = [];
    private int queued;

    private SpeckRemoval(byte[] labels, int width, Regions regions)
    {
        this.labels = labels;
        this.width = width;
        this.regions = regions;
    }

    /// <summary>Works in place. <see cref="Stencil.Outside"/> is unchanged and does not grow.</summary>
    /// <param name="leastPixels">A region with fewer pixels is a speck.</param>
    /// <returns>The number of pixels that belonged to specks.</returns>
    public static int Run(byte[] labels, int width, long leastPixels)
    {
        var regions = Regions.Of(labels, width);
        var specks = regions.Smaller(leastPixels);
        if (specks.Count == 0)
            return 0;
        var removal = new SpeckRemoval(labels, width, regions);
        return removal.Run(specks);
    }

    private int Run(List<int> specks)
    {
        var (original, pixels) = (new byte[specks.Count], 0);
        for (var at = 0; at < specks.Count; at++)
        {
            var run = regions.Run(specks[at]);
            original[at] = labels[run.Start];
            labels.AsSpan(run.Start, run.Length).Fill(Pending);
            pixels += run.Length;
        }

        queue = new int[pixels];
        QueueBorders(specks);
        Grow();
        // Pixels that touch no buildable region (a part of a polygon cut off by rasterization, or the whole picture)
        // keep the largest of their regions.
        while (queued < pixels)
        {
            QueueLargest(specks, original);
            Grow();
        }

        return pixels;
    }

    private int grown;

    private void Grow()
    {
        for (; grown < queued; grown++)
        {
            var pixel = queue[grown];
            var (label, column) = (labels[pixel], pixel % width);
            if (column > 0)
                Assign(pixel - 1, label);
            if (column < width - 1)
                Assign(pixel + 1, label);
            if (pixel >= width)
                Assign(pixel - width, label);
            if (pixel < labels.Length - width)
                Assign(pixel + width, label);
        }
    }

    private void Assign(int pixel, byte label)
    {
        if (labels[pixel] != Pending)
            return;
        labels[pixel] = label;
        queue[queued++] = pixel;
    }

    /// <summary>
    /// Queues the pixels of specks that are adjacent to a buildable region, and gives them its colour.
    /// </summary>
    private void QueueBorders(List<int> specks)
    {
        List<byte> colors = [];
        foreach (var run in specks.Select(regions.Run))
        {
            for (var pixel = run.Start; pixel < run.Start + run.Length; pixel++)
            {
                if (Neighbour(pixel) is not { } color)
                    continue;
                labels[pixel] = Queued;
                queue[queued++] = pixel;
                colors.Add(color);
            }
        }

        for (var at = 0; at < queued; at++)
            labels[queue[at]] = colors[at];
    }

    private byte? Neighbour(int pixel)
    {
        var column = pixel % width;
        if (column > 0 && labels[pixel - 1] < Queued)
            return labels[pixel - 1];
        if (pixel >= width && labels[pixel - width] < Queued)
            return labels[pixel - width];
        if (column < width - 1 && labels[pixel + 1] < Queued)
            return labels[pixel + 1];
        return pixel < labels.Length - width && labels[pixel + width] < Queued ? labels[pixel + width] : null;
    }

    private void QueueLargest(List<int> specks, byte[] original)
    {
        var left = Enumerable.Range(0, specks.Count)
            .Where(at => labels[regions.Run(specks[at]).Start] == Pending).ToList();
        var largest = left.Select(at => regions.RegionOf(specks[at])).Distinct()
            .OrderByDescending(regions.PixelsOf).ThenBy(region => region).First();
        foreach (var at in left.Where(at => regions.RegionOf(specks[at]) == largest))
        {
            var run = regions.Run(specks[at]);
            for (var pixel = run.Start; pixel < run.Start + run.Length; pixel++)
            {
                labels[pixel] = original[at];
                queue[queued++] = pixel;
            }
        }
    }
}
