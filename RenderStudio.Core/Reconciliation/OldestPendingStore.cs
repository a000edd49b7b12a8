using Dapper;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Reconciliation;

/// <summary>Reads how long predictions wait for their start.</summary>
public sealed class OldestPendingStore(StudioDatabase database)
{
    // Reads the index predictions_live, which contains unfinished predictions only.
    private const string SecondsSql =
        """
        select extract(epoch from clock_timestamp() - min(created_at))::float8
        from predictions where finished_at is null and status = 'pending'
        """;

    /// <returns>Age of the oldest pending prediction in seconds; null when none is pending.</returns>
    public async Task<double?> SecondsAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<double?>(new CommandDefinition(SecondsSql, cancellationToken: ct));
    }
}
