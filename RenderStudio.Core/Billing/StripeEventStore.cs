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

    // An event that is not applied yet would have no effect after the erasure.
    private const string ForgetSql =
        """
        update stripe_events set payload = null, outcome = coalesce(outcome, 'unknown_customer'),
            applied_at = coalesce(applied_at, clock_timestamp())
        where payload is not null and exists (
            select from unnest(@ids::text[]) as named (id) where position('"' || named.id || '"' in payload) > 0)
        """;

    private const string OpenSql =
        """
        select id, received_at, payload from stripe_events
        where applied_at is null and received_at <= clock_timestamp() - make_interval(secs => @age)
            and (received_at, id) > (@receivedAt, @id)
        order by received_at, id limit @batch
        """;

    /// <returns>Whether the event was stored and applied before.</returns>
    public static Task<bool> RecordAsync(NpgsqlConnection connection, StripeEvent told, string payload) =>
        connection.ExecuteScalarAsync<bool>(RecordSql, new { told.Id, told.Type, told.Created, payload });

    /// <summary>Events that are not applied and older than <paramref name="age"/>, oldest first.</summary>
    /// <param name="after">The last event of the page before.</param>
    public static async Task<IReadOnlyList<StoredEvent>> OpenAsync(
        NpgsqlConnection connection, TimeSpan age, StoredEvent after, int batch) =>
        [.. await connection.QueryAsync<StoredEvent>(
            OpenSql, new { age = age.TotalSeconds, after.ReceivedAt, after.Id, batch })];

    /// <summary>
    /// Lets events be applied one after another until the transaction ends. A refund and its payment could otherwise
    /// each miss the other one.
    /// </summary>
    public static Task LockAllAsync(NpgsqlConnection connection) => connection.ExecuteAsync(LockAllSql);

    /// <summary>Deletes the payloads that contain one of these ids. Their events are not applied.</summary>
    public static Task ForgetAsync(NpgsqlConnection connection, string[] ids) =>
        connection.ExecuteAsync(ForgetSql, new { ids });

    public static Task<bool> IsOpenAsync(NpgsqlConnection connection, string id) =>
        connection.ExecuteScalarAsync<bool>(IsOpenSql, new { id });

    public static Task CloseAsync(NpgsqlConnection connection, string id, EventOutcome outcome) =>
        connection.ExecuteAsync(CloseSql, new { id, outcome = outcome.ToSnakeCase() });
}

/// <param name="Payload">Null when it was deleted.</param>
internal sealed record StoredEvent(string Id, DateTime ReceivedAt, string? Payload)
{
    /// <summary>Comes before every event.</summary>
    public static StoredEvent BeforeAll { get; } = new("", DateTime.UnixEpoch, null);
}
