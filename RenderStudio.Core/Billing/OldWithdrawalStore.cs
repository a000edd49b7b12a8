using Dapper;
using Npgsql;

namespace RenderStudio.Core.Billing;

/// <summary>
/// Counts and deletes amounts that went back and links of invoices that belong to no payment: of other products of the
/// Stripe account, or of customers whose owner was erased.
/// </summary>
internal static class OldWithdrawalStore
{
    // Stripe sends the event of a payment for at most 30 days.
    private const string OldWithdrawals =
        """
        from billing_withdrawals w where w.created_at <= now() - interval '60 days'
            and not exists (select from billing_payments p where p.payment_intent = w.payment_intent)
        """;

    private const string OldLinks =
        """
        from billing_invoice_payments i where i.created_at <= now() - interval '60 days'
            and not exists (select from billing_payments p where p.id = i.invoice_id)
        """;

    private const string CountSql =
        $"select (select count(*)::int {OldWithdrawals}) + (select count(*)::int {OldLinks})";

    public static Task<int> CountAsync(NpgsqlConnection connection) => connection.ExecuteScalarAsync<int>(CountSql);

    private const string DeleteBatchSql =
        $"""
        delete from billing_withdrawals
        where ctid = any(array(select w.ctid {OldWithdrawals} limit 1000 for update skip locked));
        delete from billing_invoice_payments
        where ctid = any(array(select i.ctid {OldLinks} limit 1000 for update skip locked));
        """;

    public static Task<int> DeleteBatchAsync(NpgsqlConnection connection) => connection.ExecuteAsync(DeleteBatchSql);
}
