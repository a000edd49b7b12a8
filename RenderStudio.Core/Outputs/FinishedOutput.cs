using System.Security.Cryptography;
using System.Text.Json.Serialization;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Imaging;

namespace RenderStudio.Core.Outputs;

/// <summary>A variant whose files are stored and whose rows are not written yet.</summary>
public sealed record FinishedOutput(
    int Index, int Width, int Height, string Placeholder, IReadOnlyList<OutputFile> Files,
    QualityAssessment QualityAssessment)
{
    /// <summary>Whether the files are in the public container.</summary>
    public required bool IsPublic { get; init; }

    public OutputFile Full => Files[0];

    public SeenPicture Seen => new(QualityAssessment.Signature, Width, Height);

    /// <summary>Returns this variant, flagged as a duplicate if an earlier picture shows the same content.</summary>
    public FinishedOutput Among(IEnumerable<SeenPicture> before) =>
        QualityAssessment.Flaw is null && before.Any(Seen.Shows)
            ? this with { QualityAssessment = QualityAssessment with { Flaw = VariantFlaw.Duplicate } }
            : this;

    /// <summary>Builds the files of one variant under their public names; the full size comes first.</summary>
    public static FinishedOutput Of(OutputPlace place, int index, FinisherResult work)
    {
        var (picture, renderId) = (work.Sizes, place.RenderId);
        var fit = Math.Min(1d, (double)PictureFinishing.ThumbnailSide / Math.Max(picture.Width, picture.Height));
        return new(index, picture.Width, picture.Height, picture.PlaceholderColor,
        [
            OutputFile.Of(renderId, VariantSize.Full.FileName(index), picture.Full, picture.Width, picture.Height),
            OutputFile.Of(renderId, VariantSize.Thumbnail.FileName(index), picture.Thumbnail,
                Side(picture.Width), Side(picture.Height)),
            OutputFile.Of(renderId, VariantSize.Cover112.FileName(index), picture.Cover112,
                PictureFinishing.LargeCoverSide, PictureFinishing.LargeCoverSide),
            OutputFile.Of(renderId, VariantSize.Cover56.FileName(index), picture.Cover56,
                PictureFinishing.SmallCoverSide, PictureFinishing.SmallCoverSide),
            .. work.Png is { } png
                ? [OutputFile.Of(
                    renderId, VariantSize.Exact.FileName(index), png, picture.Width, picture.Height, PictureFormat.Png)]
                : Array.Empty<OutputFile>(),
            .. work.Original is { } original
                ? [OutputFile.Of(
                    renderId, VariantSize.Original.FileName(index), original, picture.Width, picture.Height)]
                : Array.Empty<OutputFile>(),
        ], work.QualityAssessment)
        {
            IsPublic = place.IsPublic,
        };

        int Side(int side) => Math.Max(1, (int)Math.Round(side * fit));
    }
}

/// <summary>What is compared to find duplicates.</summary>
public sealed record SeenPicture(PictureSignature Signature, int Width, int Height)
{
    public bool Shows(SeenPicture other) =>
        (Width, Height) == (other.Width, other.Height) && Signature.IsSameAs(other.Signature);
}

/// <summary>One file of a variant.</summary>
public sealed record OutputFile
{
    public required string Name { get; init; }

    /// <summary>Derived from the content, so that writing the same file twice has no further effect.</summary>
    public required string Path { get; init; }

    public required string Sha256 { get; init; }

    public required int Bytes { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required PictureFormat Format { get; init; }

    /// <summary>Empty once the file is stored and its description was read from the database.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> Content { get; init; }

    public static OutputFile Of(
        Guid renderId, string name, byte[] content, int width, int height, PictureFormat format = PictureFormat.WebP)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        return new()
        {
            Name = name,
            Path = StoragePaths.RenderFile(renderId, sha256, format.FileExtension),
            Sha256 = sha256,
            Bytes = content.Length,
            Width = width,
            Height = height,
            Format = format,
            Content = content,
        };
    }
}
