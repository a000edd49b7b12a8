namespace RenderStudio.Core.Inspire;

/// <summary>
/// Bounds of a box of RGB colours in cube roots of cone responses. These increase with every channel, so two opposite
/// corners bound the whole box.
/// </summary>
internal readonly record struct ConeBox((double L, double M, double S) Low, (double L, double M, double S) High)
{
    // Far larger than rounding errors and far smaller than any relevant difference.
    private const double Slack = 1e-9;

    public Oklab Middle =>
        Oklab.OfCones(((Low.L + High.L) / 2, (Low.M + High.M) / 2, (Low.S + High.S) / 2));

    /// <summary>
    /// Whether the whole box is strictly nearer to one colour than to the other. The difference is linear in the
    /// coordinates of the box, so its maximum is at a corner.
    /// </summary>
    public bool IsAlwaysNearer(ColorGap gap) =>
        gap.AtBlack + Largest(Low.L, High.L, gap.L) + Largest(Low.M, High.M, gap.M) + Largest(Low.S, High.S, gap.S)
        < -Slack;

    private static double Largest(double low, double high, double slope) => slope * (slope > 0 ? high : low);
}

/// <summary>
/// The squared distance to one colour minus that to another, as a function of the cube roots of cone responses. The
/// quadratic terms cancel, so the function is linear.
/// </summary>
internal readonly record struct ColorGap(double AtBlack, double L, double M, double S)
{
    private static readonly Oklab AxisL = Oklab.OfCones((1, 0, 0));
    private static readonly Oklab AxisM = Oklab.OfCones((0, 1, 0));
    private static readonly Oklab AxisS = Oklab.OfCones((0, 0, 1));

    public static ColorGap Between(Oklab one, Oklab other)
    {
        return new(
            default(Oklab).DistanceTo(one) - default(Oklab).DistanceTo(other),
            Along(AxisL), Along(AxisM), Along(AxisS));

        double Along(Oklab axis) => 2
            * (((other.L - one.L) * axis.L) + ((other.A - one.A) * axis.A) + ((other.B - one.B) * axis.B));
    }
}
