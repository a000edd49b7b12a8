using System.Text.Json;
using Dapper;
using Npgsql;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Deliveries;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Renders.Search;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Renders;

/// <summary>
/// Writes the rows of finished outputs in the caller's transaction, which holds the lock on the generation.
/// </summary>
internal static class DeliveredVariantStore
{
    private const string RenderSql =
        """
        insert into renders (id, generation_id, owner_id, mode, room_type, style, prompt, words, words_version,
            is_public, cover_index)
        select render_id, id, owner_id, mode, room_type, style, prompt, @words::tsvector, @version, @isPublic, @index
        from generations where id = @generationId
        on conflict (id) do nothing
        """;

    private const string PromptSql = "select prompt from generations where id = @generationId";

    private const string VariantSql =
        """
        insert into variants (render_id, index, rank, prediction_id, width, height, bytes, placeholder, quality_score,
            flaw, signature, quality, areas)
        select render_id, @index, @index, @predictionId, @width, @height, @bytes, @placeholder, @qualityScore, @flaw,
            @signature, @quality::jsonb, @areas::jsonb
        from generations where id = @generationId
        """;

    private const string FileSql =
        """
        insert into variant_files (render_id, name, index, path, sha256, bytes, width, height)
        select g.render_id, f.name, @index, f.path, f.sha256, f.bytes, f.width, f.height
        from generations g, unnest(
            @names::text[], @paths::text[], @hashes::text[], @bytes::bigint[], @widths::int[], @heights::int[])
            as f (name, path, sha256, bytes, width, height)
        where g.id = @generationId
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
        select good from counted
        """;

    // If variants were delivered and the render's row is missing, the render was deleted and its restore period is
    // over.
    private const string UnwantedSql =
        """
        select o.erased_at is not null or r.deleted_at is not null or (r.id is null and g.delivered > 0)
        from generations g join owners o on o.id = g.owner_id left join renders r on r.generation_id = g.id
        where g.id = @generationId
        """;

    private const string IsPublicSql = "select is_public from renders where generation_id = @generationId";

    private const string ElsewhereSql =
        "select id from renders where generation_id = @generationId and is_public <> any(@containers)";

    /// <summary>Whether the render or its owner is deleted.</summary>
    public static Task<bool> IsUnwantedAsync(NpgsqlConnection connection, Guid generationId) =>
        connection.QuerySingleAsync<bool>(UnwantedSql, new { generationId });

    /// <summary>The visibility that new variants must have; null while there is no render.</summary>
    public static Task<bool?> IsPublicAsync(NpgsqlConnection connection, Guid generationId) =>
        connection.QuerySingleOrDefaultAsync<bool?>(IsPublicSql, new { generationId });

    /// <returns>The number of variants that are charged.</returns>
    public static async Task<int> PublishAsync(
        NpgsqlConnection connection, Guid generationId, Guid predictionId, IReadOnlyList<FinishedOutput> outputs)
    {
        var seen = (await VariantRankStore.PicturesAsync(connection, generationId))
            .Where(picture => picture.Signature is not null)
            .Select(picture => new SeenPicture(new(picture.Signature!), picture.Width, picture.Height)).ToList();
        var prompt = await connection.QuerySingleAsync<string?>(PromptSql, new { generationId });
        var words = SearchWords.Of(title: null, prompt);
        var (good, isPublic) = (0, outputs.All(output => output.IsPublic));
        foreach (var output in outputs.Select(output => output.Among(seen)))
        {
            var assessment = output.QualityAssessment;
            good += assessment.Flaw is null ? 1 : 0;
            seen.Add(output.Seen);
            await connection.ExecuteAsync(
                RenderSql, new { generationId, output.Index, isPublic, words, SearchWords.Version });
            await connection.ExecuteAsync(VariantSql, new
            {
                generationId,
                predictionId,
                output.Index,
                output.Width,
                output.Height,
                bytes = output.Full.Bytes,
                output.Placeholder,
                assessment.QualityScore,
                flaw = assessment.Flaw?.Text(),
                signature = assessment.Signature.Pixels,
                quality = VariantRankStore.Unranked(assessment),
                areas = assessment.Areas is { } areas
                    ? JsonSerializer.Serialize(areas, QualityJson.Default.IReadOnlyListAreaShare)
                    : null,
            });
            if (assessment.Flaw is { } flaw)
                await AppendFlawAsync(connection, generationId, output.Index, flaw);
            await AddFilesAsync(connection, generationId, output);
        }

        await VariantRankStore.OrderAsync(connection, generationId);
        var delivered = await connection.QuerySingleAsync<int>(CountSql, new { generationId });
        await GenerationStatusStore.SetDeliveredAsync(connection, generationId, delivered);
        // The visibility of the render changed while these files were stored, so the files must be moved. A change of
        // visibility that is still in progress does not include them, and fails because the number of variants changed.
        var containers = outputs.Select(output => output.IsPublic).Distinct().ToArray();
        if (await connection.QuerySingleOrDefaultAsync<Guid?>(
            ElsewhereSql, new { generationId, containers }) is { } elsewhere)
            await PendingMoveStore.AddAsync(connection, elsewhere);
        await OutboxStore.VariantsReadyAsync(connection, generationId, [.. outputs.Select(output => output.Index)]);
        return good;
    }

    private static Task<int> AddFilesAsync(NpgsqlConnection connection, Guid generationId, FinishedOutput output) =>
        connection.ExecuteAsync(FileSql, new
        {
            generationId,
            output.Index,
            names = output.Files.Select(file => file.Name).ToArray(),
            paths = output.Files.Select(file => file.Path).ToArray(),
            hashes = output.Files.Select(file => file.Sha256).ToArray(),
            bytes = output.Files.Select(file => (long)file.Bytes).ToArray(),
            widths = output.Files.Select(file => file.Width).ToArray(),
            heights = output.Files.Select(file => file.Height).ToArray(),
        });

    private static Task AppendFlawAsync(NpgsqlConnection connection, Guid generationId, int index, VariantFlaw flaw) =>
        GenerationEventStore.AppendAsync(connection, generationId, GenerationStatus.Storing, $"variant_{flaw.Text()}",
            $"Picture {index + 1} {flaw.Predicate()}; it is not charged.");

    /// <summary>Appends a timeline event about a rejected variant, with the reason.</summary>
    public static Task AppendRejectedAsync(NpgsqlConnection connection, Guid generationId, OutputResult rejected) =>
        GenerationEventStore.AppendAsync(connection, generationId, GenerationStatus.Storing, "variant_refused",
            $"Picture {rejected.Index + 1} was rejected and is not charged: {Sentences(rejected.Error!)}");

    /// <summary>
    /// Appends a timeline event about a variant that is downloaded or stored again later, with the reason.
    /// </summary>
    public static Task AppendDelayedAsync(NpgsqlConnection connection, Guid generationId, OutputResult delayed) =>
        GenerationEventStore.AppendAsync(connection, generationId, GenerationStatus.Storing, "variant_delayed",
            $"Picture {delayed.Index + 1} is not stored yet and will be retried: {delayed.Error!.Reason}");

    private static string Sentences(OutputError error) =>
        error.Reason == error.Code.PublicSentence() ? error.Reason : $"{error.Code.PublicSentence()} {error.Reason}";
}
