using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Npgsql;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Outputs;

namespace RenderStudio.Core.Renders;

/// <summary>
/// Ranks all variants of a render by their stored quality, including variants of earlier predictions. The caller holds
/// the lock on the generation.
/// </summary>
internal static class VariantRankStore
{
    private const string PicturesSql =
        """
        select v.index, v.width, v.height, v.quality_score, v.flaw, v.signature,
            v.quality::text as quality, g.mode = 'inspire' as has_palette
        from variants v join generations g on g.render_id = v.render_id
        where g.id = @generationId order by v.index
        """;

    private const string OrderSql =
        """
        update variants v set rank = o.rank, quality = o.quality::jsonb
        from unnest(@indexes::int[], @ranks::int[], @qualities::text[]) as o (index, rank, quality), generations g
        where g.id = @generationId and v.render_id = g.render_id and v.index = o.index
        """;

    public static async Task<IReadOnlyList<StoredPicture>> PicturesAsync(
        NpgsqlConnection connection, Guid generationId) =>
        [.. await connection.QueryAsync<StoredPicture>(PicturesSql, new { generationId })];

    public static async Task OrderAsync(NpgsqlConnection connection, Guid generationId)
    {
        var pictures = await PicturesAsync(connection, generationId);
        var ranked = RankVariants.Run([.. pictures.Select(picture => picture.ToRanked())]);
        await connection.ExecuteAsync(OrderSql, new
        {
            generationId,
            indexes = ranked.Select(variant => variant.Index).ToArray(),
            ranks = ranked.Select(variant => variant.Rank).ToArray(),
            qualities = ranked
                .Select(variant => Quality(variant, pictures.First(picture => picture.Index == variant.Index)))
                .ToArray(),
        });
    }

    private static string Quality(RankedVariant variant, StoredPicture picture)
    {
        var parts = Read(picture.Quality).Parts;
        parts["originality"] = picture.Flaw == VariantFlaw.Duplicate.Text() ? 0 : variant.Originality;
        return Write(new(variant.Score, parts, picture.Flaw));
    }

    /// <summary>The stored quality until the variant is ranked.</summary>
    internal static string Unranked(QualityAssessment assessment) => Write(new(
        0, assessment.Parts.ToDictionary(part => part.Key, part => Math.Round(part.Value, 4)),
        assessment.Flaw?.Text()));

    private static string Write(QualityBody quality) =>
        JsonSerializer.Serialize(quality, QualityJson.Default.QualityBody);

    private static QualityBody Read(string quality) =>
        JsonSerializer.Deserialize(quality, QualityJson.Default.QualityBody)!;
}

internal sealed record StoredPicture
{
    public required int Index { get; init; }
    public required int Width { get; init; }
    public required int Height { get; init; }
    public required double QualityScore { get; init; }
    public required string? Flaw { get; init; }
    public required byte[]? Signature { get; init; }
    public required string Quality { get; init; }

    /// <summary>True for inspire, the only mode with a palette.</summary>
    public required bool HasPalette { get; init; }

    // Similarity lowers the score only where there is a palette; a flaw counts in every mode.
    public RankedPicture ToRanked() => new(
        Index, QualityScore, Flaw is null ? null : VariantFlaws.Parse(Flaw),
        HasPalette && Signature is not null ? new PictureSignature(Signature) : null);
}

/// <param name="Flaw">Null for a variant that is charged.</param>
internal sealed record QualityBody(double Score, Dictionary<string, double> Parts, string? Flaw);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(QualityBody))]
[JsonSerializable(typeof(IReadOnlyList<AreaShare>))]
internal sealed partial class QualityJson : JsonSerializerContext;
