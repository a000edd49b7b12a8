namespace RenderStudio.Core.Imaging;

/// <summary>
/// A picture reduced to 32×32 pixels, to detect duplicates: grain and re-encoding average out, visible differences
/// remain.
/// </summary>
public sealed record PictureSignature(byte[] Pixels)
{
    public const int Side = 32;

    // Levels of 255. Re-encoding changes the mean of hundreds of pixels by less than one level; a coin on the floor
    // changes it by more.
    private const int SameLevels = 3, BlankLevels = 4;

    public static PictureSignature Of(Picture picture) => new(picture.Squeezed(Side));

    public static Result<PictureSignature> Read(ReadOnlyMemory<byte> bytes, CancellationToken stop = default)
    {
        if (Picture.Decode(bytes, stop).Failed(out var problem, out var picture))
            return problem;
        using (picture)
            return Of(picture);
    }

    /// <summary>Whether the picture shows a single colour.</summary>
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

    /// <summary>Mean difference per channel, 0 to 1.</summary>
    public double DifferenceTo(PictureSignature other) =>
        Pixels.Zip(other.Pixels).Average(pair => Math.Abs(pair.First - pair.Second)) / 255;
}
