using RenderStudio.Core.Imaging;

namespace RenderStudio.Benchmarks.Imaging;

/// <summary>A picture similar to the output of a model.</summary>
/// <param name="Detail">0 (smooth) to 1 (detailed everywhere).</param>
internal sealed record SamplePicture(int Width, int Height, double Detail, PictureFormat Format)
{
    private const int Quality = 92;

    /// <summary>Ten pictures in sizes and formats that models return.</summary>
    internal static IReadOnlyList<SamplePicture> Ten { get; } =
    [
        new(1024, 1024, 0, PictureFormat.Png),
        new(1024, 1024, 0.3, PictureFormat.WebP),
        new(1344, 768, 0.1, PictureFormat.Jpeg),
        new(1248, 832, 0.6, PictureFormat.Png),
        new(832, 1248, 1, PictureFormat.Jpeg),
        new(1024, 1024, 0.9, PictureFormat.Png),
        new(1536, 1024, 0.2, PictureFormat.WebP),
        new(768, 1344, 0.5, PictureFormat.Png),
        new(1024, 1024, 0.7, PictureFormat.Jpeg),
        new(1152, 896, 0.8, PictureFormat.WebP),
    ];

    internal Picture Draw(int seed) => PhotoLikePicture.Draw(Width, Height, seed, Detail);

    internal byte[] Encode(int seed)
    {
        using var picture = Draw(seed);
        return Format switch
        {
            PictureFormat.Jpeg => picture.EncodeJpeg(Quality),
            PictureFormat.WebP => picture.EncodeWebP(new(Quality)),
            _ => picture.EncodePng(),
        };
    }

    /// <summary>Writes the ten pictures to files named by number. The caller deletes the folder.</summary>
    internal static DirectoryInfo WriteTen()
    {
        var folder = Directory.CreateTempSubdirectory("ten-pictures-");
        for (var number = 0; number < Ten.Count; number++)
        {
            var file = $"{number}.{Ten[number].Format.FileExtension}";
            File.WriteAllBytes(Path.Combine(folder.FullName, file), Ten[number].Encode(seed: number + 1));
        }

        return folder;
    }
}
