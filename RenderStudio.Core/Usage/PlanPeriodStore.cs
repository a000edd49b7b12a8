using Dapper;
using Npgsql;

namespace RenderStudio.Core.Usage;

/// <summary>A time in which an owner has a plan.</summary>
/// <param name="Source">The invoice or the subscription that the period belongs to; it has one period.</param>
/// <param name="IsPaid">Whether the period grants credits; otherwise it only has the limits of the plan.</param>
public sealed record PlanPeriod(
    string Source, Guid OwnerId, string Plan, DateTime StartsAt, DateTime EndsAt, bool IsPaid);

/// <summary>Reads and writes plan periods in the caller's transaction.</summary>
internal static class PlanPeriodStore
{
    private const string SetSql =
        """
        insert into plan_periods (source, owner_id, plan, starts_at, ends_at, is_paid)
        values (@source, @ownerId, @plan, @startsAt, @endsAt, @isPaid)
        on conflict (source) do update
            set plan = excluded.plan, starts_at = excluded.starts_at, ends_at = excluded.ends_at
        """;

    private const string FindSql =
        "select source, owner_id, plan, starts_at, ends_at, is_paid from plan_periods where source = @source";

    private const string RemoveSql = "delete from plan_periods where source = @source";

    private const string RemoveAllSql = "delete from plan_periods where owner_id = @ownerId";

    /// <summary>Adds the period, or replaces the one of the same source.</summary>
    public static Task SetAsync(NpgsqlConnection connection, PlanPeriod period) =>
        connection.ExecuteAsync(SetSql, period);

    /// <returns>Null when the source has no period, or its period was removed.</returns>
    public static Task<PlanPeriod?> FindAsync(NpgsqlConnection connection, string source) =>
        connection.QuerySingleOrDefaultAsync<PlanPeriod?>(FindSql, new { source });

    public static Task RemoveAsync(NpgsqlConnection connection, string source) =>
        connection.ExecuteAsync(RemoveSql, new { source });

    public static Task RemoveAllAsync(NpgsqlConnection connection, Guid ownerId) =>
        connection.ExecuteAsync(RemoveAllSql, new { ownerId });
}
