using Dapper;
using Npgsql;

namespace RenderStudio.Core.Generations;

/// <summary>Counts and deletes idempotency keys and quotes that have exceeded their retention time.</summary>
internal static class OldSubmitStore
{
    // A key with a live lease is kept beyond 24 hours, because its request is still running.
    private const string OldKeys =
        """
        from idempotency_keys where created_at <= now() - interval '24 hours'
            and coalesce(lease_until <= clock_timestamp(), true)
        """;

    private const string OldQuotes = "from quotes where expires_at <= now() - make_interval(secs => @age)";

    private const string CountSql =
        $"select (select count(*)::int {OldKeys}) + (select count(*)::int {OldQuotes})";

    public static Task<int> CountAsync(NpgsqlConnection connection, double age) =>
        connection.ExecuteScalarAsync<int>(CountSql, new { age });

    private const string DeleteBatchSql =
        $"""
        delete from idempotency_keys
        where ctid = any(array(select ctid {OldKeys} limit 1000 for update skip locked));
        delete from quotes
        where ctid = any(array(select ctid {OldQuotes} limit 1000 for update skip locked));
        """;

    public static Task<int> DeleteBatchAsync(NpgsqlConnection connection, double age) =>
        connection.ExecuteAsync(DeleteBatchSql, new { age });
}
