using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Testing.Children;
using RenderStudio.Tests.Database;

namespace RenderStudio.Tests.Billing;

/// <summary>The periods of entries and payments that a version without periods wrote.</summary>
public sealed class PlanRefundMigrationTests(Services services) : IAsyncLifetime
{
    private const string Pro = "grant:pro:2027-03-01T10:00:00Z";
    private const string Studio = "grant:studio:2027-03-05T10:00:00Z";
    private const string NextStudio = "grant:studio:2027-04-01T10:00:00Z";
    private const string NextPro = "grant:pro:2027-05-10T10:00:00Z";

    private readonly Guid ownerId = Guid.NewGuid();
    private NpgsqlDataSource source = null!;
    private NpgsqlConnection connection = null!;

    public async ValueTask InitializeAsync()
    {
        source = NpgsqlDataSource.Create(await services.CreateEmptyDatabaseAsync());
        connection = await source.OpenConnectionAsync();
        await connection.MigrateBeforeAsync("0026_plan_refunds.sql");
        await connection.ExecuteAsync(
            "insert into owners (id, issuer, subject) values (@ownerId, 'test', 'one')", new { ownerId });
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await source.DisposeAsync();
    }

    [Fact]
    public async Task An_upgrade_has_the_period_of_the_plan_before_it()
    {
        await AddEntryAsync("grant", "grant:2027-02", "2027-02-01 00:00");
        await AddEntryAsync("expire", $"expire:before:{Pro}", "2027-03-01 10:00");
        await AddEntryAsync("grant", Pro, "2027-03-01 10:00");
        await AddEntryAsync("grant", "operator:thanks", "2027-03-02 10:00");
        await AddPaymentAsync("in_pro", "pro", "2027-03-01 10:00", "2027-04-01 10:00");
        await AddEntryAsync("grant", Studio, "2027-03-05 10:00");
        await AddPaymentAsync("in_studio", "studio", "2027-03-05 10:00", "2027-04-01 10:00");
        await AddEntryAsync("expire", "expire:2027-04-01T10:00:00Z", "2027-04-01 11:00");
        await AddEntryAsync("grant", NextStudio, "2027-04-01 11:00");
        await AddPaymentAsync("in_next_studio", "studio", "2027-04-01 10:00", "2027-05-01 10:00");
        await AddEntryAsync("grant", "grant:2027-05", "2027-05-01 12:00");
        await AddEntryAsync("grant", NextPro, "2027-05-10 10:00");
        await AddPaymentAsync("in_next_pro", "pro", "2027-05-10 10:00", "2027-06-10 10:00");

        await MigrateAsync();

        Assert.Equal(
            ["grant:2027-02", "grant:2027-02", Pro, null, Pro, Pro, NextStudio, "grant:2027-05", NextPro],
            await connection.QueryAsync<string?>("select period from credit_entries order by id"));
        Assert.Equal(
            [("in_next_pro", NextPro), ("in_next_studio", NextStudio), ("in_pro", Pro), ("in_studio", Pro)],
            await connection.QueryAsync<(string, string)>("select id, period from billing_payments order by id"));
    }

    [Fact]
    public async Task Entries_of_an_instance_of_the_version_before_have_a_period()
    {
        await MigrateAsync();

        await AddEntryAsync("grant", Pro, "2027-03-01 10:00");
        await AddEntryAsync("expire", "expire:2027-04-01T10:00:00Z", "2027-04-01 11:00");
        await AddEntryAsync("grant", "operator:thanks", "2027-04-01 12:00");
        await AddEntryAsync("hold", "hold:one", "2027-04-01 13:00");

        Assert.Equal(
            [Pro, Pro, null, null],
            await connection.QueryAsync<string?>("select period from credit_entries order by id"));
    }

    private Task<int> MigrateAsync() =>
        new Migrator(new StudioDatabase(source), TimeProvider.System, NullLogger<Migrator>.Instance).RunAsync(default);

    private Task<int> AddEntryAsync(string kind, string cause, string at) => connection.ExecuteAsync(
        """
        insert into credit_entries (owner_id, kind, credits, delta, cause, at)
        values (@ownerId, @kind, 1, 0, @cause, (@at || '+00')::timestamptz)
        """, new { ownerId, kind, cause, at });

    private Task<int> AddPaymentAsync(string invoice, string plan, string from, string until) => connection.ExecuteAsync(
        """
        insert into plan_periods (source, owner_id, plan, starts_at, ends_at, is_paid)
        values (@invoice, @ownerId, @plan, (@from || '+00')::timestamptz, (@until || '+00')::timestamptz, true);
        insert into billing_payments (id, owner_id, amount, credits, is_purchase, paid_at)
        values (@invoice, @ownerId, 3000, 300, false, now());
        """, new { ownerId, invoice, plan, from, until });
}
