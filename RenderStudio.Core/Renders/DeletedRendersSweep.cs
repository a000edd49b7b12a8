using Dapper;
using Npgsql;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Renders;

/// <summary>
/// Ends renders that were deleted too long ago to be restored: first all files, then the rows that tell of them, so
/// that a crash in between is made good by the next round.
/// </summary>
public sealed class DeletedRendersSweep(StudioDatabase database, BlobFiles blobs) : ISweep
{
    private const int Batch = 100;

    public string Name => "deleted renders";

    public async Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct)
    {
        var (found, removed) = (0, 0);
        var turns = new FailureBudget();
        var after = Guid.Empty;
        while (await DueAsync(after, ct) is { Count: > 0 } due)
        {
            found += due.Count;
            foreach (var id in due.Where(_ => !dryRun))
                removed += await turns.TryAsync(() => EndAsync(id, ct), ct);
            after = due[^1];
        }

        turns.ThrowIfFailed();
        return new(found, removed);
    }

    private async Task<int> EndAsync(Guid id, CancellationToken ct)
    {
        foreach (var container in StudioContainers.All)
            await blobs.DeleteFolderAsync(container, StoragePaths.RenderFolder(id), ct);
        return (await database.InTransactionAsync(connection => RenderRows.RemoveAsync(connection, [id]), ct)).Renders;
    }

    private const string DueSql =
        $"""
        select id from renders
        where deleted_at <= now() - interval '{RenderLife.RestoreTime}' and id > @after
        order by id
        limit @Batch
        """;

    private async Task<IReadOnlyList<Guid>> DueAsync(Guid after, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<Guid>(DueSql, new { after, Batch })];
    }
}
