using System.Security.Cryptography;
using Dapper;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>The path of a stencil, and whether it is public.</summary>
public sealed record StencilFile(string Path, bool IsPublic);

/// <summary>The stencil of a generation as a row of <c>assets</c>.</summary>
public sealed class StencilStore(StudioDatabase database)
{
    public const string ContentType = "image/png";

    private const string FindSql =
        "select path, is_public from assets where id = @stencilId and deleted_at is null";

    /// <returns>Null when the stencil is not drawn yet.</returns>
    public async Task<StencilFile?> FindAsync(InspireBrief brief, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<StencilFile>(FindSql, brief);
    }

    private const string AddSql =
        """
        insert into assets (id, owner_id, kind, generation_id, path, content_type, bytes, sha256, width, height)
        values (@stencilId, @ownerId, 'stencil', @id, @path, @contentType, @bytes, @sha256, @width, @height)
        on conflict (id) do nothing
        """;

    /// <summary>
    /// Adds the row and a timeline event under the generation's lock. A stencil that has a row is not added again.
    /// </summary>
    public Task AddAsync(
        InspireBrief brief, string path, byte[] content, (int Width, int Height) size, CancellationToken ct) =>
        database.InTransactionAsync(connection => AddAsync(connection, brief, new
        {
            brief.StencilId,
            brief.OwnerId,
            brief.Id,
            path,
            contentType = ContentType,
            bytes = content.Length,
            sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
            size.Width,
            size.Height,
        }), ct);

    private static async Task<bool> AddAsync(NpgsqlConnection connection, InspireBrief brief, object asset)
    {
        await GenerationLockStore.LockAsync(connection, brief.Id);
        if (await connection.ExecuteAsync(AddSql, asset) == 0)
            return false;
        await GenerationEventStore.AppendAsync(
            connection, brief.Id, GenerationStatus.Pending, "stencil_drawn", "The stencil is drawn.");
        return true;
    }
}
