using System.Security.Cryptography;
using Dapper;
using Npgsql;
using RenderStudio.Core.Assets;
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

    /// <summary>
    /// Adds the row and a timeline event under the generation's lock. A stencil that has a row is not added again.
    /// </summary>
    public Task AddAsync(
        InspireBrief brief, string path, byte[] content, (int Width, int Height) size, CancellationToken ct) =>
        database.InTransactionAsync(connection => AddAsync(connection, new Asset
        {
            Id = brief.StencilId,
            OwnerId = brief.OwnerId,
            Kind = AssetKind.Stencil,
            GenerationId = brief.Id,
            Path = path,
            ContentType = ContentType,
            Bytes = content.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
            Width = size.Width,
            Height = size.Height,
        }, brief.Id), ct);

    private static async Task<bool> AddAsync(NpgsqlConnection connection, Asset stencil, Guid generationId)
    {
        await GenerationLockStore.LockAsync(connection, generationId);
        if (!await AssetStore.AddIfNewAsync(connection, stencil))
            return false;
        await GenerationEventStore.AppendAsync(
            connection, generationId, GenerationStatus.Pending, "stencil_drawn", "The stencil is drawn.");
        return true;
    }
}
