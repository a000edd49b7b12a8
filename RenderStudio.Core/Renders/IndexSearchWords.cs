using RenderStudio.Core.Database;

namespace RenderStudio.Core.Renders;

/// <summary>
/// Computes the search words of renders whose words are of an earlier version. Idempotent; each batch is one
/// transaction, so that an interrupted call repeats no more than one batch.
/// </summary>
public sealed class IndexSearchWords(StudioDatabase database)
{
    private const int BatchSize = 500;

    /// <param name="most">Maximum number of renders; the last batch may exceed it.</param>
    /// <returns>Number of renders. Renders that are being changed are left for the next call.</returns>
    public async Task<int> RunAsync(int most, CancellationToken ct)
    {
        var written = 0;
        for (var after = Guid.Empty; written < most;)
        {
            var batch = await IndexBatchAsync(after, ct);
            if (batch.Count == 0)
                break;
            (written, after) = (written + batch.Count, batch[^1].Id);
        }

        return written;
    }

    /// <summary>Number of renders without current words.</summary>
    public async Task<int> CountAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await SearchWordStore.CountAsync(connection);
    }

    private Task<IReadOnlyList<UnindexedRender>> IndexBatchAsync(Guid after, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            var batch = await SearchWordStore.LockAsync(connection, after, BatchSize);
            if (batch.Count > 0)
                await SearchWordStore.WriteAsync(connection, batch);
            return batch;
        }, ct);
}
