namespace RenderStudio.Core.Imaging;

/// <summary>Produces every size from one decode.</summary>
internal static class PictureFinishing
{
    public const int ThumbnailSide = 400;
    public const int LargeCoverSide = 112;
    public const int SmallCoverSide = 56;

    /// <summary>The work is CPU-bound and blocks the caller; call it through the <see cref="PictureGate"/>.</summary>
    public static Result<FinishedPicture> Finish(ReadOnlyMemory<byte> bytes, CancellationToken stop = default)
    {
        if (Picture.Decode(bytes, stop).Failed(out var problem, out var picture))
            return problem;
        using (picture)
            return Finish(picture);
    }

    /// <param name="full">How the full size is encoded; null for the default.</param>
    public static FinishedPicture Finish(Picture picture, WebPOptions? full = null)
    {
        using var thumbnail = picture.FitWithin(ThumbnailSide);
        using var large = LargeCover(picture, thumbnail);
        using var small = large.CoverSquare(SmallCoverSide);
        return new FinishedPicture
        {
            Full = picture.EncodeWebP(full),
            Thumbnail = thumbnail.EncodeWebP(),
            Cover112 = large.EncodeWebP(),
            Cover56 = small.EncodeWebP(),
            Width = picture.Width,
            Height = picture.Height,
            PlaceholderColor = thumbnail.AverageColor(),
        };
    }

    private static Picture LargeCover(Picture picture, Picture thumbnail)
    {
        if (PictureLimits.IsThin(picture.Width, picture.Height))
            return thumbnail.FitOnSquare(LargeCoverSide);
        // Covers are scaled from the thumbnail, which is cheap, unless it is so narrow that they would be enlarged.
        var isNarrow = Math.Min(thumbnail.Width, thumbnail.Height) < LargeCoverSide;
        return (isNarrow ? picture : thumbnail).CoverSquare(LargeCoverSide);
    }
}
