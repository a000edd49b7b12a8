using Dapper;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Assets;

/// <summary>A publicly visible file.</summary>
public sealed record PublicFile
{
    public required string Path { get; init; }

    public required string ContentType { get; init; }

    public required string Sha256 { get; init; }

    public required long Bytes { get; init; }
}

/// <summary>
/// Finds public files by their rows. A file without a public row is not found, even if the blob exists.
/// </summary>
public sealed class PublicFileStore(StudioDatabase database)
{
    private const string OfRenderSql =
        """
        select f.path, case when f.name like '%.png' then 'image/png' else 'image/webp' end as content_type,
            f.sha256, f.bytes
        from renders r join variant_files f on f.render_id = r.id
        where r.id = @renderId and r.is_public and r.deleted_at is null and f.name = @name
        """;

    private const string OfAssetSql =
        """
        select path, content_type, sha256, bytes from assets
        where id = @assetId and is_public and deleted_at is null
        """;

    /// <param name="name">The public name, such as <c>0_thumb.webp</c>.</param>
    public async Task<PublicFile?> OfRenderAsync(Guid renderId, string name, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<PublicFile>(OfRenderSql, new { renderId, name });
    }

    public async Task<PublicFile?> OfAssetAsync(Guid assetId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<PublicFile>(OfAssetSql, new { assetId });
    }
}
