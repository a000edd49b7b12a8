using Dapper;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Reconciliation;

/// <summary>The current run of a prediction, whose end is awaited.</summary>
public sealed record AwaitedRun(int Attempt, string UpstreamId, bool CancelRequested);

public sealed class AwaitedRunStore(StudioDatabase database)
{
    private const string AwaitedSql =
        """
        select attempt, upstream_id, cancel_requested_at is not null as cancel_requested
        from predictions
        where id = @predictionId and status in ('queued', 'running') and result_run is null and upstream_id is not null
        """;

    /// <returns>Null when the prediction awaits no run.</returns>
    public async Task<AwaitedRun?> FindAsync(Guid predictionId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<AwaitedRun>(AwaitedSql, new { predictionId });
    }
}
