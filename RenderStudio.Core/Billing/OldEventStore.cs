using Dapper;
using Npgsql;

namespace RenderStudio.Core.Billing;

/// <summary>
/// Counts and deletes applied events of Stripe that have exceeded their retention time, and payloads of unreadable ones
/// earlier.
/// </summary>
internal static class OldEventStore
{
    // Stripe sends an event again for at most 30 days. Applying it twice would change nothing.
    private const string IsOld =
        "applied_at <= now() - make_interval(secs => @age) and received_at <= now() - interval '60 days'";

    private const string OldEvents = $"from stripe_events where {IsOld}";

    // Stripe keeps the event for as long, so an operator can still send it again. An old event is deleted as a whole.
    private const string OldPayloads =
        $"""
        from stripe_events where payload is not null and applied_at is not null
            and received_at <= now() - interval '30 days' and not ({IsOld})
        """;

    private const string CountSql =
        $"select (select count(*)::int {OldEvents}) + (select count(*)::int {OldPayloads})";

    public static Task<int> CountAsync(NpgsqlConnection connection, double age) =>
        connection.ExecuteScalarAsync<int>(CountSql, new { age });

    private const string DeleteBatchSql =
        $"""
        delete from stripe_events
        where ctid = any(array(select ctid {OldEvents} limit 1000 for update skip locked));
        update stripe_events set payload = null
        where ctid = any(array(select ctid {OldPayloads} limit 1000 for update skip locked));
        """;

    public static Task<int> DeleteBatchAsync(NpgsqlConnection connection, double age) =>
        connection.ExecuteAsync(DeleteBatchSql, new { age });
}
