using RenderStudio.Core.Inspire;

namespace RenderStudio.Tests.Inspire;

public sealed class SpeckRemovalTests
{
    [Fact]
    public void Removal_adds_no_colour_and_changes_no_pixel_outside_the_surface() => Hold((before, after, _, _) =>
        !after.Except(before).Any()
        && before.Zip(after).All(pair => pair.First == Stencil.Outside == (pair.Second == Stencil.Outside)));

    [Fact]
    public void Regions_that_can_be_built_keep_their_colour() => Hold((before, after, width, least) =>
        RegionsOf(before, width).Where(region => region.Count >= least)
            .All(region => region.All(pixel => after[pixel] == before[pixel])));

    [Fact]
    public void No_region_that_cannot_be_built_remains_beside_another_region() => Hold((_, after, width, least) =>
        RegionsOf(after, width).Where(region => region.Count < least)
            .All(region => region.All(pixel => Neighbours(pixel, after.Length, width)
                .All(other => after[other] == after[pixel] || after[other] == Stencil.Outside))));

    [Fact]
    public void A_second_removal_changes_nothing() => Hold((_, after, width, least) =>
    {
        var again = after.ToArray();
        SpeckRemoval.Run(again, width, least);
        return again.SequenceEqual(after);
    });

    [Fact]
    public void A_speck_between_two_regions_is_shared_between_them()
    {
        byte[] labels = [0, 0, 0, 2, 2, 1, 1, 1];

        Assert.Equal(2, SpeckRemoval.Run(labels, 8, 3));

        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1], labels);
    }

    [Fact]
    public void When_all_regions_are_specks_the_largest_one_stays()
    {
        byte[] labels = [0, 1, 1, 2, 3, 0];

        SpeckRemoval.Run(labels, 6, 100);

        Assert.Equal([1, 1, 1, 1, 1, 1], labels);
    }

    private static void Hold(Func<byte[], byte[], int, int, bool> property) => RandomSurfaces.Hold(seed =>
    {
        var random = new Random(seed);
        var (before, width) = RandomSurfaces.Labels(random);
        var (after, least) = (before.ToArray(), random.Next(1, 30));
        SpeckRemoval.Run(after, width, least);
        return property(before, after, width, least);
    }, tests: 300);

    /// <summary>Finds the regions pixel by pixel, without product code.</summary>
    private static List<List<int>> RegionsOf(byte[] labels, int width)
    {
        List<List<int>> regions = [];
        var seen = new bool[labels.Length];
        for (var start = 0; start < labels.Length; start++)
        {
            if (seen[start] || labels[start] == Stencil.Outside)
                continue;
            List<int> region = [start];
            seen[start] = true;
            for (var at = 0; at < region.Count; at++)
            {
                foreach (var next in Neighbours(region[at], labels.Length, width))
                {
                    if (seen[next] || labels[next] != labels[start])
                        continue;
                    seen[next] = true;
                    region.Add(next);
                }
            }

            regions.Add(region);
        }

        return regions;
    }

    private static IEnumerable<int> Neighbours(int pixel, int count, int width)
    {
        if (pixel % width > 0)
            yield return pixel - 1;
        if (pixel % width < width - 1)
            yield return pixel + 1;
        if (pixel >= width)
            yield return pixel - width;
        if (pixel + width < count)
            yield return pixel + width;
    }
}
