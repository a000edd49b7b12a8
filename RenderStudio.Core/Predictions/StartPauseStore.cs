using Dapper;
using Npgsql;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Predictions;

/// <summary>A pause of starts.</summary>
public sealed record StartPause
{
    /// <summary>Null for all models.</summary>
    public string? Model { get; init; }

    public required string Reason { get; init; }

    /// <summary>The owner id of the operator.</summary>
    public required Guid PausedBy { get; init; }

    public required DateTime PausedAt { get; init; }
}

/// <param name="NotAccepted">How many of them were tried before.</param>
/// <param name="Since">When the oldest one was submitted; null when none waits.</param>
public sealed record WaitingStarts(int Count, int NotAccepted, DateTime? Since);

/// <summary>Pauses of starts, of all models or of one.</summary>
public sealed class StartPauseStore(StudioDatabase database)
{
    /// <summary>Whether the starts of a row of <c>predictions</c> are paused.</summary>
    internal const string IsPaused =
        """
        exists (select from start_pauses s where s.model is null or s.model = (
            select g.model from generations g where g.id = predictions.generation_id))
        """;

    /// <summary>The key of the advisory lock that claims share and that a pause excludes.</summary>
    internal const long ClaimLock = 0x52656E6465720022;

    /// <summary>
    /// Precedes a claim in its transaction. It is a statement of its own, so that a claim that waited for a pause sees
    /// it.
    /// </summary>
    internal const string ShareSql = "select pg_advisory_xact_lock_shared(@ClaimLock)";

    // Waits for the transactions of claims, and later claims wait for the commit. No claim that does not see the pause
    // is committed after it. A lock of the table would also wait for a backup, which locks all tables for its duration.
    private const string ExcludeSql = "select pg_advisory_xact_lock(@ClaimLock)";

    private const string AddSql =
        """
        insert into start_pauses (model, reason, paused_by) values (@model, @reason, @pausedBy) on conflict do nothing
        """;

    /// <summary>Adds a pause in the caller's transaction. The caller has locked no other row.</summary>
    /// <param name="model">Null for all models.</param>
    /// <returns>False when the pause exists.</returns>
    internal static async Task<bool> AddAsync(
        NpgsqlConnection connection, string? model, string reason, Guid pausedBy)
    {
        await connection.ExecuteAsync(ExcludeSql, new { ClaimLock });
        return await connection.ExecuteAsync(AddSql, new { model, reason, pausedBy }) == 1;
    }

    private const string RemoveSql = "delete from start_pauses where model is not distinct from @model";

    /// <summary>Removes a pause in the caller's transaction.</summary>
    /// <param name="model">Null for the pause of all models.</param>
    /// <returns>False when there is no such pause.</returns>
    internal static async Task<bool> RemoveAsync(NpgsqlConnection connection, string? model) =>
        await connection.ExecuteAsync(RemoveSql, new { model }) == 1;

    private const string ListSql =
        "select model, reason, paused_by, paused_at from start_pauses order by paused_at, model";

    /// <summary>All pauses, the oldest first.</summary>
    public async Task<IReadOnlyList<StartPause>> ListAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<StartPause>(ListSql)];
    }

    private const string AnySql = "select exists (select from start_pauses)";

    /// <summary>Whether the starts of any model are paused.</summary>
    public async Task<bool> AnyAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(AnySql, cancellationToken: ct));
    }

    private const string WaitingSql =
        """
        select count(*)::int as count, count(*) filter (where attempt > 0)::int as not_accepted,
            min(created_at) as since
        from predictions where finished_at is null and status = 'pending'
        """;

    public async Task<WaitingStarts> WaitingAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleAsync<WaitingStarts>(WaitingSql);
    }
}
