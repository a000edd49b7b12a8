using Dapper;
using Npgsql;
using RenderStudio.Core.Generations;

namespace RenderStudio.Core.Outputs;

/// <summary>Publishes finished outputs in the caller's transaction, which holds the generation's lock.</summary>
public static class OutputStore
{
    private const string RenderSql =
        """
        insert into renders (id, generation_id, owner_id, mode, room_type, style, prompt, cover_index)
        select render_id, id, owner_id, mode, room_type, style, prompt, @index
        from generations where id = @generationId
        on conflict (id) do nothing
        """;

    private const string VariantSql =
        """
        insert into variants (render_id, index, rank, prediction_id, width, height, bytes, placeholder)
        select render_id, @index, @index, @predictionId, @width, @height, @bytes, @placeholder
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
            select count(*)::int as variants, min(index) as first from variants
            where render_id = (select render_id from generations where id = @generationId)),
        render as (
            update renders set variant_count = counted.variants,
                cover_index = case when cover_chosen then cover_index else counted.first end
            from counted where generation_id = @generationId)
        update generations set delivered = counted.variants from counted where id = @generationId
        """;

    public static async Task PublishAsync(
        NpgsqlConnection connection, Guid generationId, Guid predictionId, IReadOnlyList<FinishedOutput> outputs)
    {
        foreach (var output in outputs)
        {
            await connection.ExecuteAsync(RenderSql, new { generationId, output.Index });
            await connection.ExecuteAsync(VariantSql, new
            {
                generationId,
                predictionId,
                output.Index,
                output.Width,
                output.Height,
                bytes = output.Full.Content.Length,
                output.Placeholder,
            });
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

        await connection.ExecuteAsync(CountSql, new { generationId });
    }

    /// <summary>Tells the owner of a picture that is missing, and why.</summary>
    public static Task TellRefusedAsync(NpgsqlConnection connection, Guid generationId, OutputResult refused) =>
        GenerationEvents.AppendAsync(connection, generationId, GenerationStatus.Storing, "variant_refused",
            $"Picture {refused.Index + 1} was refused and is not charged: {refused.Error!.Code.PublicSentence()}");
}
