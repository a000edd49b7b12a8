using Dapper;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;
using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Reconciliation;

/// <summary>Counts and deletes records that have exceeded their retention time.</summary>
internal sealed class OldRecordStore(StudioDatabase database, IOptions<SweepOptions> options)
{
    // A key with a live lease is kept beyond 24 hours, because its request is still running.
    private const string OldKeys =
        """
        from idempotency_keys where created_at <= now() - interval '24 hours'
            and coalesce(lease_until <= clock_timestamp(), true)
        """;

    private const string OldQuotes = "from quotes where expires_at <= now() - make_interval(secs => @age)";

    private const string OldDeliveries =
        "from webhook_deliveries where received_at <= now() - make_interval(secs => @age)";

    private const string OldMessages =
        "from rejected_messages where received_at <= now() - make_interval(secs => @age)";

    private const string OldTroubles =
        "from listing_troubles where seen_at <= now() - make_interval(secs => @age)";

    // Stripe sends an event again for at most 30 days. Applying it twice would change nothing.
    private const string OldEvents =
        """
        from stripe_events where applied_at <= now() - make_interval(secs => @age)
            and received_at <= now() - interval '60 days'
        """;

    // Kept until the month ends, for the credits used in it, and for a day, against repeated erasures.
    private const string OldSubjects =
        """
        from erased_subjects
        where erased_at < date_trunc('month', now(), 'UTC') and erased_at <= now() - interval '1 day'
        """;

    private const string CountSql =
        $"""
        select (select count(*) {OldKeys}) + (select count(*) {OldQuotes})
            + (select count(*) {OldDeliveries}) + (select count(*) {OldMessages})
            + (select count(*) {OldTroubles}) + (select count(*) {OldSubjects})
            + (select count(*) {OldEvents})
        """;

    // Small batches, so that locks are short.
    private const string Batch = "limit 1000 for update skip locked";

    private const string DeleteSql =
        $"""
        with keys as (
            delete from idempotency_keys where ctid = any(array(select ctid {OldKeys} {Batch})) returning 1),
        old_quotes as (
            delete from quotes where ctid = any(array(select ctid {OldQuotes} {Batch})) returning 1),
        deliveries as (
            delete from webhook_deliveries where ctid = any(array(select ctid {OldDeliveries} {Batch})) returning 1),
        messages as (
            delete from rejected_messages where ctid = any(array(select ctid {OldMessages} {Batch})) returning 1),
        troubles as (
            delete from listing_troubles where ctid = any(array(select ctid {OldTroubles} {Batch})) returning 1),
        events as (
            delete from stripe_events where ctid = any(array(select ctid {OldEvents} {Batch})) returning 1),
        subjects as (
            delete from erased_subjects where ctid = any(array(select ctid {OldSubjects} {Batch})) returning 1)
        select (select count(*) from keys) + (select count(*) from old_quotes) + (select count(*) from deliveries)
            + (select count(*) from messages) + (select count(*) from troubles) + (select count(*) from subjects)
            + (select count(*) from events)
        """;

    private object Age => new { age = TimeSpan.FromDays(options.Value.RecordDays).TotalSeconds };

    public async Task<int> CountAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<int>(CountSql, Age);
    }

    /// <summary>Deletes one batch of each kind.</summary>
    /// <returns>Number of deleted records; 0 when none is left.</returns>
    public async Task<int> DeleteBatchAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<int>(DeleteSql, Age);
    }
}
