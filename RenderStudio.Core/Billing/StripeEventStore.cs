using Dapper;
using Npgsql;

namespace RenderStudio.Core.Billing;

/// <summary>Stores each event once, by its id.</summary>
internal static class StripeEventStore
{
    private const string RecordSql =
        """
        insert into stripe_events (id, type, created_at, payload) values (@id, @type, @created, @payload)
        on conflict (id) do update set copies = stripe_events.copies + 1
        returning applied_at is not null
        """;

    private const string LockAllSql = "select pg_advisory_xact_lock(hashtextextended('stripe events', 0))";

    private const string IsOpenSql = "select exists (select from stripe_events where id = @id and applied_at is null)";

    // A payload contains personal data; only an operator who must repair an unreadable event needs it.
    private const string CloseSql =
        """
        update stripe_events set outcome = @outcome, applied_at = clock_timestamp(),
            payload = case when @outcome = 'unreadable' then payload end
        where id = @id
        """;

    private const string OpenSql =
        """
        select payload from stripe_events
        where applied_at is null and received_at <= clock_timestamp() - make_interval(secs => @age)
        order by received_at limit @batch
        """;

    /// <returns>Whether the event was stored and applied before.</returns>
    public static Task<bool> RecordAsync(NpgsqlConnection connection, StripeEvent told, string payload) =>
        connection.ExecuteScalarAsync<bool>(RecordSql, new { told.Id, told.Type, told.Created, payload });

    /// <summary>Payloads of events that are not applied and older than <paramref name="age"/>, oldest first.</summary>
    public static async Task<IReadOnlyList<string>> OpenAsync(NpgsqlConnection connection, TimeSpan age, int batch) =>
        [.. await connection.QueryAsync<string>(OpenSql, new { age = age.TotalSeconds, batch })];

    /// <summary>
    /// Lets events be applied one after another until the transaction ends. A refund and its payment could otherwise
    /// each miss the other one.
    /// </summary>
    public static Task LockAllAsync(NpgsqlConnection connection) => connection.ExecuteAsync(LockAllSql);

    public static Task<bool> IsOpenAsync(NpgsqlConnection connection, string id) =>
        connection.ExecuteScalarAsync<bool>(IsOpenSql, new { id });

    public static Task CloseAsync(NpgsqlConnection connection, string id, EventOutcome outcome) =>
        connection.ExecuteAsync(CloseSql, new { id, outcome = outcome.ToSnakeCase() });
}
