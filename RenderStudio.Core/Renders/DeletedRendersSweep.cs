using Dapper;
using Npgsql;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Renders;

/// <summary>
/// Removes renders whose restore period is over: first all files, then the rows that refer to them, so that the next
/// sweep completes the work after a crash.
/// </summary>
public sealed class DeletedRendersSweep(StudioDatabase database, BlobFiles blobs) : ISweep
{
    private const int Batch = 100;

    public string Name => "deleted renders";

    public async Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct)
    {
        var (found, removed) = (0, 0);
        var failures = new FailureBudget();
        var after = Guid.Empty;
        while (await DueAsync(after, ct) is { Count: > 0 } due)
        {
            found += due.Count;
            foreach (var id in due.Where(_ => !dryRun))
                removed += await failures.TakeAsync(() => RemoveAsync(id, ct), ct);
            after = due[^1];
        }

        failures.End();
        return new(found, removed);
    }

    private async Task<int> RemoveAsync(Guid id, CancellationToken ct)
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
