using System.Security.Cryptography;
using Dapper;
using Npgsql;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Draws a generation's stencil and keeps it as a private asset. Whoever draws it again draws the same one, so two
/// starters, or a second attempt, leave one behind.
/// </summary>
public sealed class DrawStencil(
    InspireBriefStore briefs, PlanInspire plan, PictureGate gate, BlobFiles blobs, StudioDatabase database)
{
    private const string Png = "image/png";

    private const string FindSql =
        "select path, is_public from assets where id = @stencilId and deleted_at is null";

    /// <returns>Null for a mode without one.</returns>
    public async Task<InputPhoto?> RunAsync(Guid generationId, CancellationToken ct)
    {
        if (await briefs.FindAsync(generationId, ct) is not { } brief)
            return null;
        if (await FindAsync(brief, ct) is { } known)
            return new(known.Path, known.IsPublic, Png);
        var (content, width, height) = await gate.RunAsync(() => Draw(plan.Run(brief)), ct);
        var path = StoragePaths.JobAsset(brief.OwnerId, brief.Id, brief.StencilId, "_stencil", "png");
        if (!await blobs.CreateAsync(StudioContainers.Private, path, content, Png, ct))
            content = (await blobs.ReadAsync(StudioContainers.Private, path, ct))?.ToArray() ?? content;
        await database.InTransactionAsync(connection => RecordAsync(connection, brief, new
        {
            brief.StencilId,
            brief.OwnerId,
            brief.Id,
            path,
            contentType = Png,
            bytes = content.Length,
            sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
            width,
            height,
        }), ct);
        return new(path, IsPublic: false, Png);
    }

    private async Task<StencilFile?> FindAsync(InspireBrief brief, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<StencilFile>(FindSql, brief);
    }

    private static (byte[] Content, int Width, int Height) Draw(InspirePlan plan)
    {
        using var drawn = plan.DrawStencil(plan.Size);
        return (drawn.EncodePng(), drawn.Width, drawn.Height);
    }

    private const string LockSql = "select id from generations where id = @id for update";

    private const string AddSql =
        """
        insert into assets (id, owner_id, kind, generation_id, path, content_type, bytes, sha256, width, height)
        values (@stencilId, @ownerId, 'stencil', @id, @path, @contentType, @bytes, @sha256, @width, @height)
        on conflict (id) do nothing
        """;

    private static async Task<bool> RecordAsync(NpgsqlConnection connection, InspireBrief brief, object asset)
    {
        await connection.ExecuteAsync(LockSql, new { brief.Id });
        if (await connection.ExecuteAsync(AddSql, asset) == 0)
            return false;
        await GenerationEventStore.AppendAsync(
            connection, brief.Id, GenerationStatus.Pending, "stencil_drawn", "The stencil is drawn.");
        return true;
    }

    private sealed record StencilFile(string Path, bool IsPublic);
}
