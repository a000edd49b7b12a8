using System.Security.Cryptography;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Storage;

namespace RenderStudio.Core.Outputs;

/// <summary>A variant whose files are stored, ready to be published by a row.</summary>
public sealed record FinishedOutput(
    int Index, int Width, int Height, string Placeholder, IReadOnlyList<OutputFile> Files)
{
    public OutputFile Full => Files[0];

    /// <summary>The sizes of one picture under their public names; the full one first.</summary>
    public static FinishedOutput Of(Guid renderId, int index, FinishedPicture picture)
    {
        var fit = Math.Min(1d, (double)PictureFinishing.ThumbnailSide / Math.Max(picture.Width, picture.Height));
        return new(index, picture.Width, picture.Height, picture.PlaceholderColor,
        [
            OutputFile.Of(renderId, $"{index}.webp", picture.Full, picture.Width, picture.Height),
            OutputFile.Of(renderId, $"{index}_thumb.webp", picture.Thumbnail,
                Side(picture.Width), Side(picture.Height)),
            OutputFile.Of(renderId, $"{index}_112x112.webp", picture.Cover112,
                PictureFinishing.LargeCoverSide, PictureFinishing.LargeCoverSide),
            OutputFile.Of(renderId, $"{index}_56x56.webp", picture.Cover56,
                PictureFinishing.SmallCoverSide, PictureFinishing.SmallCoverSide),
        ]);

        int Side(int side) => Math.Max(1, (int)Math.Round(side * fit));
    }
}

/// <param name="Path">By content, so that writing it twice is writing it once.</param>
public sealed record OutputFile(
    string Name, string Path, string Sha256, ReadOnlyMemory<byte> Content, int Width, int Height)
{
    public static OutputFile Of(Guid renderId, string name, byte[] content, int width, int height)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        return new(name, StoragePaths.RenderFile(renderId, sha256), sha256, content, width, height);
    }
}
