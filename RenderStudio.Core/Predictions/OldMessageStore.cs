using Dapper;
using Npgsql;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Counts and deletes webhook deliveries and rejected messages that have exceeded their retention time.
/// </summary>
internal static class OldMessageStore
{
    private const string OldDeliveries =
        "from webhook_deliveries where received_at <= now() - make_interval(secs => @age)";

    private const string OldRejected =
        "from rejected_messages where received_at <= now() - make_interval(secs => @age)";

    private const string CountSql =
        $"select (select count(*)::int {OldDeliveries}) + (select count(*)::int {OldRejected})";

    public static Task<int> CountAsync(NpgsqlConnection connection, double age) =>
        connection.ExecuteScalarAsync<int>(CountSql, new { age });

    private const string DeleteBatchSql =
        $"""
        delete from webhook_deliveries
        where ctid = any(array(select ctid {OldDeliveries} limit 1000 for update skip locked));
        delete from rejected_messages
        where ctid = any(array(select ctid {OldRejected} limit 1000 for update skip locked));
        """;

    public static Task<int> DeleteBatchAsync(NpgsqlConnection connection, double age) =>
        connection.ExecuteAsync(DeleteBatchSql, new { age });
}
