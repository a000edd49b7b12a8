using System.Text.RegularExpressions;
using Dapper;
using Npgsql;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Database;

/// <summary>Each table has one feature that writes it; other features call the stores of that feature.</summary>
public sealed partial class TableOwnerTests(Services services)
{
    /// <summary>The folder of Core whose stores write the table.</summary>
    private static readonly Dictionary<string, string> Owners = new()
    {
        ["schema_migrations"] = "Database",
        ["owners"] = "Identity",
        ["erased_subjects"] = "Identity",
        ["subject_salt"] = "Identity",
        ["accounts"] = "Usage",
        ["credit_entries"] = "Usage",
        ["api_keys"] = "ApiKeys",
        ["api_key_spends"] = "Usage",
        ["generation_events"] = "Timeline",
        ["assets"] = "Assets",
        ["pending_moves"] = "Assets",
        ["upload_grants"] = "Assets",
        ["renders"] = "Renders",
        ["variants"] = "Renders",
        ["variant_files"] = "Renders",
        ["predictions"] = "Predictions",
        ["start_budget"] = "Predictions",
        ["start_pauses"] = "Predictions",
        ["waiting_starts"] = "Predictions",
        ["admin_acts"] = "Administration",
        ["upstream_runs"] = "Predictions",
        ["webhook_deliveries"] = "Predictions",
        ["rejected_messages"] = "Predictions",
        ["generations"] = "Generations",
        ["quotes"] = "Generations",
        ["idempotency_keys"] = "Generations",
        ["upstream_listing"] = "Reconciliation",
        ["listing_troubles"] = "Reconciliation",
        ["erasures"] = "Erasure",
        ["webhook_endpoints"] = "Deliveries",
        ["deliveries"] = "Deliveries",
        ["plan_periods"] = "Usage",
        ["stripe_events"] = "Billing",
        ["billing_customers"] = "Billing",
        ["billing_checkouts"] = "Billing",
        ["billing_subscriptions"] = "Billing",
        ["billing_payments"] = "Billing",
        ["billing_invoice_payments"] = "Billing",
        ["billing_withdrawals"] = "Billing",
    };

    /// <summary>
    /// Timeline contains the outcome of a generation: its status, its failure code and the number of delivered
    /// variants. Predictions and Renders change the outcome and are layers below Generations.
    /// </summary>
    private static readonly Write[] Exceptions = [new("GenerationStatusStore", "Timeline", "generations")];

    [Fact]
    public void Each_statement_writes_only_tables_of_its_own_feature() => Assert.Empty(
        Writes().Where(write => !Exceptions.Contains(write) && Owners[write.Table] != write.Folder)
            .Select(write => $"{write.Folder}/{write.Store} writes {write.Table}, a table of {Owners[write.Table]}"));

    [Fact]
    public void Each_exception_is_needed() => Assert.All(Exceptions, exception => Assert.Contains(exception, Writes()));

    [Fact]
    public async Task Each_table_has_an_owner()
    {
        await using var connection = new NpgsqlConnection(await services.CreateDatabaseAsync());

        var tables = await connection.QueryAsync<string>(
            "select table_name from information_schema.tables where table_schema = 'public'");

        Assert.Equal(Owners.Keys.Order(StringComparer.Ordinal), tables.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("select 1 from a for update of a skip locked")]
    [InlineData("select 1 from a for no key update")]
    [InlineData("update a set x = 1 from b -- update c", "a")]
    [InlineData("insert into a (x) values (1) on conflict (x)\n do update set x = 2", "a")]
    [InlineData("with gone as (delete from a returning 1) insert into b select 1 from gone; delete\nfrom c", "a", "b", "c")]
    public void The_written_tables_of_a_statement_are_found(string sql, params string[] tables) =>
        Assert.Equal(tables, TablesOf(sql));

    private static IEnumerable<Write> Writes() => SqlTests.Declared().SelectMany(field => TablesOf(
        (string)field.GetRawConstantValue()!).Select(table => new Write(
            field.DeclaringType!.Name, field.DeclaringType.Namespace!.Split('.')[^1], table))).Distinct();

    private static IEnumerable<string> TablesOf(string sql) =>
        Written().Matches(Comment().Replace(sql, "")).Select(match => match.Groups["table"].Value);

    [GeneratedRegex(@"\b(?:insert\s+into|delete\s+from|(?<!\b(?:for|do|key)\s+)update)\s+(?<table>\w+)")]
    private static partial Regex Written();

    [GeneratedRegex(@"--[^\n]*")]
    private static partial Regex Comment();

    private sealed record Write(string Store, string Folder, string Table);
}
