using RenderStudio.Core.Imaging;
using RenderStudio.Core.Outputs;

namespace RenderStudio.Core.Renders;

/// <summary>The properties of a variant that determine its rank.</summary>
/// <param name="QualityScore">The score of the picture by itself, 0 to 1.</param>
internal sealed record RankedPicture(int Index, double QualityScore, VariantFlaw? Flaw, PictureSignature? Signature);

/// <param name="Rank">From 0; 0 is the best.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Originality">1 for a picture that resembles no better one; lower the more it resembles a better
/// one.</param>
internal sealed record RankedVariant(int Index, int Rank, double Score, double Originality);

/// <summary>Ranks all variants of a render. The result does not depend on the order of the input.</summary>
internal static class RankVariants
{
    // Mean differences between signatures: below the first value a picture is a duplicate, above the second it is fully
    // original.
    private const double DuplicateDifference = 0.004, OriginalDifference = 0.06, LeastOriginality = 0.25;

    public static IReadOnlyList<RankedVariant> Run(IReadOnlyList<RankedPicture> pictures)
    {
        List<RankedPicture> better = [];
        List<(RankedPicture Picture, double Score, double Originality)> scored = [];
        foreach (var picture in pictures
            .OrderBy(picture => picture.Flaw is not null).ThenByDescending(picture => picture.QualityScore)
            .ThenBy(picture => picture.Index))
        {
            var originality = Originality(picture, better);
            var score = picture.Flaw is null ? Math.Round(picture.QualityScore * originality, 4) : 0;
            scored.Add((picture, score, Math.Round(originality, 4)));
            better.Add(picture);
        }

        return
        [
            .. scored
                .OrderBy(one => one.Picture.Flaw is not null).ThenByDescending(one => one.Score)
                .ThenBy(one => one.Picture.Index)
                .Select((one, rank) => new RankedVariant(one.Picture.Index, rank, one.Score, one.Originality)),
        ];
    }

    private static double Originality(RankedPicture picture, List<RankedPicture> better)
    {
        if (picture.Signature is not { } own)
            return 1;
        var nearest = better.Select(other => other.Signature is { } theirs ? own.DifferenceTo(theirs) : 1)
            .DefaultIfEmpty(1).Min();
        var distance = Math.Clamp((nearest - DuplicateDifference) / (OriginalDifference - DuplicateDifference), 0, 1);
        return LeastOriginality + ((1 - LeastOriginality) * distance);
    }
}
