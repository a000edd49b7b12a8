namespace RenderStudio.Core.Imaging;

/// <summary>
/// A picture shrunk to 32×32, by which two pictures are told apart or found to be the same: grain and re-encoding
/// average out, anything one can see does not.
/// </summary>
public sealed record PictureSignature(byte[] Pixels)
{
    public const int Side = 32;

    // Levels of 255. Re-encoding moves a mean of hundreds of pixels by less than one; a coin on the floor by more.
    private const int SameLevels = 3, BlankLevels = 4;

    public static PictureSignature Of(Picture picture) => new(picture.Squeezed(Side));

    public static Result<PictureSignature> Read(ReadOnlyMemory<byte> bytes, CancellationToken stop = default)
    {
        if (Picture.Decode(bytes, stop).Failed(out var problem, out var picture))
            return problem;
        using (picture)
            return Of(picture);
    }

    /// <summary>Nothing to be seen: one colour from edge to edge.</summary>
    public bool IsBlank
    {
        get
        {
            Span<int> least = [255, 255, 255], most = [0, 0, 0];
            for (var at = 0; at < Pixels.Length; at++)
            {
                least[at % 3] = Math.Min(least[at % 3], Pixels[at]);
                most[at % 3] = Math.Max(most[at % 3], Pixels[at]);
            }

            return most[0] - least[0] <= BlankLevels && most[1] - least[1] <= BlankLevels
                && most[2] - least[2] <= BlankLevels;
        }
    }

    /// <summary>Whether both show the same picture.</summary>
    public bool IsSameAs(PictureSignature other) =>
        Pixels.Zip(other.Pixels).All(pair => Math.Abs(pair.First - pair.Second) <= SameLevels);

    /// <summary>Mean difference of a channel, 0 to 1.</summary>
    public double DifferenceTo(PictureSignature other) =>
        Pixels.Zip(other.Pixels).Average(pair => Math.Abs(pair.First - pair.Second)) / 255;
}
