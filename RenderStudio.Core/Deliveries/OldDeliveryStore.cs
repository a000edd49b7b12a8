using Dapper;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;
using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Deliveries;

/// <summary>Counts and deletes deliveries that have exceeded their retention time.</summary>
public sealed class OldDeliveryStore(StudioDatabase database, IOptions<SweepOptions> options)
{
    private const string Old = "from deliveries where finished_at <= now() - make_interval(secs => @age)";

    private const string CountSql = $"select count(*)::int {Old}";

    private object Age => new { age = TimeSpan.FromDays(options.Value.RecordDays).TotalSeconds };

    public async Task<int> CountAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<int>(CountSql, Age);
    }

    // Small batches, so that locks are short.
    private const string DeleteBatchSql =
        $"delete from deliveries where ctid = any(array(select ctid {Old} limit 1000 for update skip locked))";

    /// <returns>Number of deleted deliveries; 0 when none is left.</returns>
    public async Task<int> DeleteBatchAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteAsync(DeleteBatchSql, Age);
    }
}
