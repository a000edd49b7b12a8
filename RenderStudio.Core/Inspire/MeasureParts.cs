namespace RenderStudio.Core.Inspire;

/// <summary>Compares an inspire picture with the requested plan.</summary>
internal static class MeasureParts
{
    private const int Grid = 64;

    // Every fourth row is representative and takes a quarter of the time.
    private const int LineStep = 4;
    private const double EnoughOfAShare = 0.25, FullContrast = 0.25, NoFidelity = 0.12, NoSmoothness = 0.5;

    /// <param name="shares">The areas in the picture, one for each colour.</param>
    /// <param name="requested">The requested areas, one for each colour.</param>
    public static InspireParts Run(
        ClampedPicture picture, IReadOnlyList<Rgb> colors, IReadOnlyList<double> shares,
        IReadOnlyList<double> requested, Stencil stencil)
    {
        Oklab[] palette = [.. colors.Select(Oklab.Of)];
        var (pairs, different) = Edges(picture);
        var (likeness, fidelity) = Sampled(picture, palette, stencil);
        var inside = picture.Labels.Length - picture.Labels.AsSpan().Count(Stencil.Outside);
        return new()
        {
            Coverage = requested.Zip(shares, (wanted, share) => Math.Min(1, share / (wanted * EnoughOfAShare)))
                .Average(),
            Balance = 1 - (requested.Zip(shares, (wanted, share) => Math.Abs(wanted - share)).Sum() / 2),
            Regions = 1 - ((double)picture.SpeckPixels / Math.Max(1, inside)),
            Smoothness = 1 - Math.Min(1, Math.Sqrt((double)different / Math.Max(1, pairs) / NoSmoothness)),
            Contrast = Math.Min(1, Contrast(shares, palette) / FullContrast),
            Likeness = likeness,
            Fidelity = fidelity,
        };
    }

    /// <summary>
    /// The number of neighbouring pixel pairs on the surface, and of pairs that differ, before specks were removed.
    /// </summary>
    private static (long Pairs, long Different) Edges(ClampedPicture picture)
    {
        var (pairs, different) = (0L, 0L);
        var (raw, width) = (picture.Raw, picture.Width);
        for (var row = 0; row < raw.Length; row += width * LineStep)
        {
            var line = raw.AsSpan(row, width);
            Count(line[..^1], line[1..]);
            if (row > 0)
                Count(raw.AsSpan(row - width, width), line);
        }

        return (pairs, different);

        void Count(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
        {
            for (var at = 0; at < one.Length; at++)
            {
                if (one[at] == Stencil.Outside || other[at] == Stencil.Outside)
                    continue;
                pairs++;
                if (one[at] != other[at])
                    different++;
            }
        }
    }

    /// <summary>Measures on a grid of sample points.</summary>
    private static (double Likeness, double Fidelity) Sampled(ClampedPicture picture, Oklab[] palette, Stencil stencil)
    {
        var (seen, alike, distance) = (0, 0, 0d);
        for (var place = 0; place < Grid * Grid; place++)
        {
            var (x, y) = ((place % Grid + 0.5) / Grid, (place / Grid + 0.5) / Grid);
            var pixel = ((int)(y * picture.Height) * picture.Width) + (int)(x * picture.Width);
            if (picture.Labels[pixel] == Stencil.Outside)
                continue;
            seen++;
            alike += picture.Labels[pixel] == stencil.LabelAt(x, y) ? 1 : 0;
            var color = new Rgb(
                picture.Source[pixel * 3], picture.Source[(pixel * 3) + 1], picture.Source[(pixel * 3) + 2]);
            distance += Math.Sqrt(Oklab.Of(color).DistanceTo(palette[picture.Raw[pixel]]));
        }

        return seen == 0
            ? (0, 0)
            : ((double)alike / seen, 1 - Math.Min(1, distance / seen / NoFidelity));
    }

    /// <summary>The mean colour distance of two random points of the surface.</summary>
    private static double Contrast(IReadOnlyList<double> shares, Oklab[] palette)
    {
        var sum = 0d;
        for (var one = 0; one < palette.Length; one++)
        {
            for (var other = 0; other < one; other++)
                sum += 2 * shares[one] * shares[other] * Math.Sqrt(palette[one].DistanceTo(palette[other]));
        }

        return sum;
    }
}
