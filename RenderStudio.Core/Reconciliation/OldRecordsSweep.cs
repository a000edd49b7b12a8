using Dapper;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;
using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Reconciliation;

/// <summary>
/// Records that have served their time: idempotency keys, quotes, deliveries, rejected messages, troubles of listings,
/// hashes of erased subjects.
/// </summary>
public sealed class OldRecordsSweep(StudioDatabase database, IOptions<SweepOptions> options) : ISweep
{
    // A key that a request works under outlives its day.
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

    // Needed within the month for what was used of its credits, and for a day against repeated erasures.
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
        """;

    // Small bites, so that no lock lasts.
    private const string Bite = "limit 1000 for update skip locked";

    private const string DeleteSql =
        $"""
        with keys as (
            delete from idempotency_keys where ctid = any(array(select ctid {OldKeys} {Bite})) returning 1),
        ended as (
            delete from quotes where ctid = any(array(select ctid {OldQuotes} {Bite})) returning 1),
        heard as (
            delete from webhook_deliveries where ctid = any(array(select ctid {OldDeliveries} {Bite})) returning 1),
        kept as (
            delete from rejected_messages where ctid = any(array(select ctid {OldMessages} {Bite})) returning 1),
        unread as (
            delete from listing_troubles where ctid = any(array(select ctid {OldTroubles} {Bite})) returning 1),
        subjects as (
            delete from erased_subjects where ctid = any(array(select ctid {OldSubjects} {Bite})) returning 1)
        select (select count(*) from keys) + (select count(*) from ended) + (select count(*) from heard)
            + (select count(*) from kept) + (select count(*) from unread) + (select count(*) from subjects)
        """;

    public string Name => "old records";

    public async Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct)
    {
        var age = new { age = TimeSpan.FromDays(options.Value.RecordDays).TotalSeconds };
        await using var connection = await database.OpenAsync(ct);
        var found = await connection.ExecuteScalarAsync<int>(CountSql, age);
        var removed = 0;
        while (!dryRun && await connection.ExecuteScalarAsync<int>(DeleteSql, age) is > 0 and var bite)
        {
            removed += bite;
            ct.ThrowIfCancellationRequested();
        }

        return new(found, removed);
    }
}
