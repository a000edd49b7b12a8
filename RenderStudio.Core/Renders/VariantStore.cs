using Dapper;
using Npgsql;
using RenderStudio.Core.Outputs;

namespace RenderStudio.Core.Renders;

/// <summary>Reads variants and their files.</summary>
internal static class VariantStore
{
    private const string OfRenderSql =
        """
        select v.index, v.rank, v.width, v.height, v.bytes, v.quality::text as quality, v.placeholder,
            v.areas::text as areas,
            f.name, f.path, f.sha256, f.width, f.height, f.bytes
        from variants v
        join variant_files f on f.render_id = v.render_id and f.index = v.index
        where v.render_id = @renderId
        order by v.rank, v.index, f.width * f.height desc, f.name
        """;

    private const string FullFilesSql =
        """
        select r.id as render_id, r.mode, r.room_type, r.style, r.title, r.created_at, r.is_public, f.index, f.path
        from unnest(@ids::uuid[]) with ordinality as wanted (id, place)
        join renders r on r.id = wanted.id and r.owner_id = @ownerId and r.deleted_at is null
        join variant_files f on f.render_id = r.id and f.name = f.index || '.webp'
        order by wanted.place, f.index
        """;

    /// <summary>Reads a render's variants in the order of their rank, each with its files, the largest first.</summary>
    public static async Task<IReadOnlyList<VariantRow>> OfRenderAsync(NpgsqlConnection connection, Guid renderId)
    {
        Dictionary<int, VariantRow> variants = [];
        await connection.QueryAsync<VariantRow, VariantFile, VariantFile>(OfRenderSql, (row, file) =>
        {
            variants.TryAdd(row.Index, row);
            variants[row.Index].Files.Add(file);
            return file;
        }, new { renderId }, splitOn: "name");
        return [.. variants.Values];
    }

    /// <summary>The full size of all variants of the owner's renders, in the order of the ids.</summary>
    public static async Task<IReadOnlyList<ZippedPicture>> FullFilesAsync(
        NpgsqlConnection connection, Guid[] ids, Guid ownerId) =>
        [.. await connection.QueryAsync<ZippedPicture>(FullFilesSql, new { ids, ownerId })];
}

internal sealed record VariantRow
{
    public required int Index { get; init; }

    public required int Rank { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required long Bytes { get; init; }

    /// <summary>JSON; null where the variant was not assessed.</summary>
    public string? Quality { get; init; }

    public required string Placeholder { get; init; }

    /// <summary>JSON; null where there is no palette.</summary>
    public string? Areas { get; init; }

    public List<VariantFile> Files { get; } = [];

    public VariantFile Full => Files.Single(file => file.Size == VariantSize.Full);

    public VariantFile? Exact => Files.FirstOrDefault(file => file.Size == VariantSize.Exact);

    public VariantFile? Original => Files.FirstOrDefault(file => file.Size == VariantSize.Original);

    public VariantFile? Thumbnail => Files.FirstOrDefault(file => file.Size == VariantSize.Thumbnail);
}

/// <summary>One stored size of a variant.</summary>
internal sealed record VariantFile
{
    /// <summary>Public name: <c>0.webp</c>, <c>0_thumb.webp</c>, …</summary>
    public required string Name { get; init; }

    public required string Path { get; init; }

    public required string Sha256 { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required long Bytes { get; init; }

    public VariantSize Size => VariantSizes.OfFile(Name);
}
