using Dapper;
using Npgsql;

namespace RenderStudio.Core.Renders;

public static class VariantStore
{
    private const string OfRenderSql =
        """
        select v.index, v.rank, v.width, v.height, v.bytes, v.quality::text as quality, v.placeholder,
            whole.path, small.path as thumbnail_path
        from variants v
        join variant_files whole on whole.render_id = v.render_id and whole.name = v.index || '.webp'
        left join variant_files small on small.render_id = v.render_id and small.name = v.index || '_thumb.webp'
        where v.render_id = @renderId
        order by v.rank, v.index
        """;

    public static async Task<IReadOnlyList<VariantRow>> OfRenderAsync(NpgsqlConnection connection, Guid renderId) =>
        [.. await connection.QueryAsync<VariantRow>(OfRenderSql, new { renderId })];
}

public sealed record VariantRow
{
    public required int Index { get; init; }

    public required int Rank { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required long Bytes { get; init; }

    /// <summary>JSON.</summary>
    public string? Quality { get; init; }

    public required string Placeholder { get; init; }

    public required string Path { get; init; }

    public string? ThumbnailPath { get; init; }
}
