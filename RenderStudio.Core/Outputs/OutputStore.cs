using System.Text.Json;
using Dapper;
using Npgsql;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Outputs;

/// <summary>Publishes finished outputs in the caller's transaction, which holds the generation's lock.</summary>
public static class OutputStore
{
    private const string RenderSql =
        """
        insert into renders (id, generation_id, owner_id, mode, room_type, style, prompt, is_public, cover_index)
        select render_id, id, owner_id, mode, room_type, style, prompt, @isPublic, @index
        from generations where id = @generationId
        on conflict (id) do nothing
        """;

    private const string VariantSql =
        """
        insert into variants (render_id, index, rank, prediction_id, width, height, bytes, placeholder, quality_score, flaw,
            signature, quality, areas)
        select render_id, @index, @index, @predictionId, @width, @height, @bytes, @placeholder, @qualityScore, @flaw,
            @signature, @quality::jsonb, @areas::jsonb
        from generations where id = @generationId
        """;

    private const string FileSql =
        """
        insert into variant_files (render_id, name, index, path, sha256, bytes, width, height)
        select render_id, @name, @index, @path, @sha256, @bytes, @width, @height
        from generations where id = @generationId
        """;

    private const string CountSql =
        """
        with counted as (
            select count(*)::int as variants, count(*) filter (where flaw is null)::int as good,
                (array_agg(index order by rank, index))[1] as best
            from variants
            where render_id = (select render_id from generations where id = @generationId)),
        render as (
            update renders set variant_count = counted.variants,
                cover_index = case when cover_chosen then cover_index else counted.best end
            from counted where generation_id = @generationId)
        update generations set delivered = counted.good from counted where id = @generationId
        """;

    // A row that is missing although something was delivered was deleted, and is past its time.
    private const string UnwantedSql =
        """
        select o.erased_at is not null or r.deleted_at is not null or (r.id is null and g.delivered > 0)
        from generations g join owners o on o.id = g.owner_id left join renders r on r.generation_id = g.id
        where g.id = @generationId
        """;

    private const string IsPublicSql = "select is_public from renders where generation_id = @generationId";

    private const string ElsewhereSql =
        "select id from renders where generation_id = @generationId and is_public <> @isPublic";

    /// <summary>Whether render or owner are gone.</summary>
    public static Task<bool> IsUnwantedAsync(NpgsqlConnection connection, Guid generationId) =>
        connection.QuerySingleAsync<bool>(UnwantedSql, new { generationId });

    /// <summary>Where the pictures belong that are to come; null while there is no render.</summary>
    public static Task<bool?> IsPublicAsync(NpgsqlConnection connection, Guid generationId) =>
        connection.QuerySingleOrDefaultAsync<bool?>(IsPublicSql, new { generationId });

    /// <param name="isPublic">Where their files lie.</param>
    /// <returns>How many of the pictures are worth their credits.</returns>
    public static async Task<int> PublishAsync(
        NpgsqlConnection connection, Guid generationId, Guid predictionId, IReadOnlyList<FinishedOutput> outputs,
        bool isPublic)
    {
        var seen = (await RankStore.PicturesAsync(connection, generationId))
            .Where(picture => picture.Signature is not null)
            .Select(picture => new SeenPicture(new(picture.Signature!), picture.Width, picture.Height)).ToList();
        var good = 0;
        foreach (var output in outputs.Select(output => output.Among(seen)))
        {
            var judgement = output.QualityAssessment;
            good += judgement.Flaw is null ? 1 : 0;
            seen.Add(output.Seen);
            await connection.ExecuteAsync(RenderSql, new { generationId, output.Index, isPublic });
            await connection.ExecuteAsync(VariantSql, new
            {
                generationId,
                predictionId,
                output.Index,
                output.Width,
                output.Height,
                bytes = output.Full.Content.Length,
                output.Placeholder,
                judgement.QualityScore,
                flaw = judgement.Flaw?.Text(),
                signature = judgement.Signature.Pixels,
                quality = RankStore.Unranked(judgement),
                areas = judgement.Areas is { } areas
                    ? JsonSerializer.Serialize(areas, QualityJson.Default.IReadOnlyListAreaShare)
                    : null,
            });
            if (judgement.Flaw is { } flaw)
                await TellFlawAsync(connection, generationId, output.Index, flaw);
            await connection.ExecuteAsync(FileSql, output.Files.Select(file => new
            {
                generationId,
                output.Index,
                file.Name,
                file.Path,
                file.Sha256,
                bytes = file.Content.Length,
                file.Width,
                file.Height,
            }));
        }

        await RankStore.OrderAsync(connection, generationId);
        await connection.ExecuteAsync(CountSql, new { generationId });
        // The render was published or made private while these pictures were stored, and they have to follow. A change
        // that is still under way does not know of them, and finds the count of pictures changed.
        if (await connection.QuerySingleOrDefaultAsync<Guid?>(
            ElsewhereSql, new { generationId, isPublic }) is { } elsewhere)
            await PendingMoveStore.AddAsync(connection, elsewhere);
        return good;
    }

    private static Task TellFlawAsync(NpgsqlConnection connection, Guid generationId, int index, VariantFlaw flaw) =>
        GenerationEventStore.AppendAsync(connection, generationId, GenerationStatus.Storing, $"variant_{flaw.Text()}",
            $"Picture {index + 1} {flaw.Words()}; it is not charged.");

    /// <summary>Tells the owner of a picture that is missing, and why.</summary>
    public static Task TellRefusedAsync(NpgsqlConnection connection, Guid generationId, OutputResult refused) =>
        GenerationEventStore.AppendAsync(connection, generationId, GenerationStatus.Storing, "variant_refused",
            $"Picture {refused.Index + 1} was refused and is not charged: {Sentences(refused.Error!)}");

    /// <summary>Tells the owner of a picture that is fetched or stored again later, and why.</summary>
    public static Task TellDelayedAsync(NpgsqlConnection connection, Guid generationId, OutputResult delayed) =>
        GenerationEventStore.AppendAsync(connection, generationId, GenerationStatus.Storing, "variant_delayed",
            $"Picture {delayed.Index + 1} is not stored yet and is tried again: {delayed.Error!.Reason}");

    private static string Sentences(OutputError error) =>
        error.Reason == error.Code.PublicSentence() ? error.Reason : $"{error.Code.PublicSentence()} {error.Reason}";
}
