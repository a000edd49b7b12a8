using Dapper;
using Npgsql;

namespace RenderStudio.Core.Reconciliation;

/// <summary>Counts and deletes listing errors that have exceeded their retention time.</summary>
internal static class OldListingErrorStore
{
    private const string Old = "from listing_troubles where seen_at <= now() - make_interval(secs => @age)";

    private const string CountSql = $"select count(*)::int {Old}";

    public static Task<int> CountAsync(NpgsqlConnection connection, double age) =>
        connection.ExecuteScalarAsync<int>(CountSql, new { age });

    private const string DeleteBatchSql =
        $"""
        delete from listing_troubles
        where ctid = any(array(select ctid {Old} limit 1000 for update skip locked))
        """;

    public static Task<int> DeleteBatchAsync(NpgsqlConnection connection, double age) =>
        connection.ExecuteAsync(DeleteBatchSql, new { age });
}
