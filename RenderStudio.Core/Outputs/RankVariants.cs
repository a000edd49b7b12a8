using RenderStudio.Core.Imaging;

namespace RenderStudio.Core.Outputs;

/// <summary>One picture of a render as ranking sees it.</summary>
/// <param name="QualityScore">Its own score, 0 to 1, whatever the others are like.</param>
public sealed record RankedPicture(int Index, double QualityScore, VariantFlaw? Flaw, PictureSignature? Signature);

/// <param name="Rank">From 0, the best first.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Originality">1 for a picture like no better one, less the more it resembles one.</param>
public sealed record RankedVariant(int Index, int Rank, double Score, double Originality);

/// <summary>
/// Orders all pictures of a render. The same pictures give the same order, whatever order they came in.
/// </summary>
public static class RankVariants
{
    // Mean differences below the first are a double, above the second a picture of its own.
    private const double Double = 0.004, Own = 0.06, LeastOriginality = 0.25;

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
        var distance = Math.Clamp((nearest - Double) / (Own - Double), 0, 1);
        return LeastOriginality + ((1 - LeastOriginality) * distance);
    }
}
