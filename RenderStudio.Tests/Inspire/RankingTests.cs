using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Renders;

namespace RenderStudio.Tests.Inspire;

/// <summary>Degraded copies never rank above the picture from which they were made.</summary>
public sealed class RankingTests
{
    private const int Side = 128;

    [Theory]
    [InlineData("blank")]
    [InlineData("noisy")]
    [InlineData("off-palette")]
    [InlineData("doubled")]
    public void A_bad_copy_ranks_below_its_original(string kind) => RandomSurfaces.Hold(seed =>
    {
        var random = new Random(seed);
        var wish = new Wish(random);
        using var original = RandomSurfaces.Painted(wish.Draw(), seed);
        using var copy = Spoiled(original, kind, random);
        // The rank does not depend on the index among the outputs, except that the first of two equal pictures counts
        // as the original.
        var (first, second) = kind != "doubled" && random.Next(2) == 0 ? (copy, original) : (original, copy);

        var standings = RankVariants.Run([wish.Judge(first, 0), wish.Judge(second, 1)]);

        var originals = first == original ? 0 : 1;
        return standings.Single(one => one.Rank == 0).Index == originals
            && standings[0].Score > standings[1].Score && standings.All(one => one.Score is >= 0 and <= 1);
    }, tests: 12);

    [Fact]
    public void The_order_of_the_pictures_does_not_affect_the_ranking() => RandomSurfaces.Hold(seed =>
    {
        var random = new Random(seed);
        RankedPicture[] pictures = [.. Enumerable.Range(0, 4).Select(index => new RankedPicture(
            index, random.Next(3) / 2d, random.Next(4) == 0 ? VariantFlaw.Blank : null, Signature(random)))];
        var shuffled = pictures.ToArray();
        random.Shuffle(shuffled);

        return RankVariants.Run(pictures).SequenceEqual(RankVariants.Run(shuffled));
    });

    [Fact]
    public void Every_part_is_from_zero_to_one() => RandomSurfaces.Hold(seed =>
    {
        var random = new Random(seed);
        var wish = new Wish(random);
        using var noise = Picture.FromPixels(Side, Side, false, Bytes(random));
        var parts = wish.Measure(noise);
        return new[]
        {
            parts.Coverage, parts.Balance, parts.Regions, parts.Smoothness, parts.Contrast, parts.Likeness,
            parts.Fidelity, parts.Score,
        }.All(part => part is >= 0 and <= 1);
    }, tests: 10);

    private static Picture Spoiled(Picture original, string kind, Random random)
    {
        var pixels = original.ReadPixels();
        switch (kind)
        {
            case "blank":
                Array.Fill(pixels, (byte)random.Next(256));
                break;
            case "noisy":
                for (var at = 0; at < pixels.Length; at++)
                    pixels[at] = (byte)Math.Clamp(pixels[at] + random.Next(-110, 111), 0, 255);
                break;
            case "off-palette":
                for (var at = 0; at < pixels.Length; at += 3)
                    (pixels[at], pixels[at + 1], pixels[at + 2]) = Shifted(pixels[at], pixels[at + 1], pixels[at + 2]);
                break;
        }

        return Picture.FromPixels(Side, Side, false, pixels);
    }

    /// <summary>A clearly different colour: halfway to the complement.</summary>
    private static (byte, byte, byte) Shifted(int red, int green, int blue) =>
        ((byte)((red + 3 * (255 - red)) / 4), (byte)((green + 3 * (255 - green)) / 4), (byte)((blue + 3 * (255 - blue)) / 4));

    private static PictureSignature Signature(Random random)
    {
        var pixels = new byte[PictureSignature.Side * PictureSignature.Side * 3];
        Array.Fill(pixels, (byte)random.Next(40));
        return new(pixels);
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[Side * Side * 3];
        random.NextBytes(bytes);
        return bytes;
    }

    private sealed class Wish
    {
        private readonly Rgb[] colors;
        private readonly double[] shares;
        private readonly Stencil stencil;

        public Wish(Random random)
        {
            // Distinguishable colours, as an owner would choose for a surface.
            var range = PaletteCatalogue.Load().Find("tpv-21")!.Colors.Select(color => color.Rgb).ToArray();
            random.Shuffle(range);
            colors = [.. range.Take(random.Next(3, 7))];
            shares = [.. colors.Select(_ => 1d / colors.Length)];
            stencil = new(new(
                (StencilKind)random.Next(5), shares, random.Next(), 1, RandomSurfaces.NoSurface));
        }

        public Picture Draw() => StencilDrawing.Draw(stencil, colors, Side, Side);

        public InspireParts Measure(Picture picture)
        {
            var clamped = ClampedPicture.Of(
                picture, new(colors, new ColorCube(colors), RandomSurfaces.NoSurface, 100, true));
            return MeasureParts.Run(
                clamped, colors, Areas.Shares(Areas.Count(clamped.Labels, colors.Length)), shares, stencil);
        }

        public RankedPicture Judge(Picture picture, int index)
        {
            var signature = PictureSignature.Of(picture);
            return new(index, Measure(picture).Score, signature.IsBlank ? VariantFlaw.Blank : null, signature);
        }
    }
}
