using Dapper;
using Npgsql;

namespace RenderStudio.Core.Billing;

/// <summary>The customer at Stripe of each owner.</summary>
internal static class CustomerStore
{
    private const string FindSql = "select customer_id from billing_customers where owner_id = @ownerId";

    private const string OwnerOfSql = "select owner_id from billing_customers where customer_id = @customerId";

    // Requests at the same time receive one customer of Stripe, so that the rows conflict by either of two keys. A
    // conflict by a key that is not named would be an error.
    private const string AddSql =
        "insert into billing_customers (owner_id, customer_id) values (@ownerId, @customerId) on conflict do nothing";

    private const string IdsSql =
        """
        select customer_id from billing_customers where owner_id = @ownerId
        union select id::text from billing_checkouts where owner_id = @ownerId
        union select id from billing_subscriptions where owner_id = @ownerId
        union select id from billing_payments where owner_id = @ownerId
        union select payment_intent from billing_payments where owner_id = @ownerId and payment_intent is not null
        """;

    // The ledger remains. It names payments by ids that only Stripe can relate to a person.
    private const string RemoveSql =
        """
        delete from billing_withdrawals where payment_intent in (
            select payment_intent from billing_payments where owner_id = @ownerId);
        delete from billing_invoice_payments where invoice_id in (
            select id from billing_payments where owner_id = @ownerId);
        delete from billing_payments where owner_id = @ownerId;
        delete from billing_subscriptions where owner_id = @ownerId;
        delete from billing_checkouts where owner_id = @ownerId;
        delete from billing_customers where owner_id = @ownerId;
        """;

    /// <returns>Null when the owner has not bought anything yet.</returns>
    public static Task<string?> FindAsync(NpgsqlConnection connection, Guid ownerId) =>
        connection.QuerySingleOrDefaultAsync<string?>(FindSql, new { ownerId });

    /// <returns>Null for a customer of no owner.</returns>
    public static Task<Guid?> OwnerOfAsync(NpgsqlConnection connection, string? customerId) =>
        connection.QuerySingleOrDefaultAsync<Guid?>(OwnerOfSql, new { customerId });

    /// <returns>The customer of the owner, which is an earlier one when two requests created one each.</returns>
    public static async Task<string> AddAsync(NpgsqlConnection connection, Guid ownerId, string customerId)
    {
        await connection.ExecuteAsync(AddSql, new { ownerId, customerId });
        return await FindAsync(connection, ownerId)
            ?? throw new InvalidOperationException("The customer was deleted, or belongs to another owner.");
    }

    /// <summary>The ids by which events name the owner's customer, checkouts, subscriptions and payments.</summary>
    public static async Task<string[]> IdsAsync(NpgsqlConnection connection, Guid ownerId) =>
        [.. await connection.QueryAsync<string>(IdsSql, new { ownerId })];

    /// <summary>Deletes the rows of an erased owner.</summary>
    public static Task RemoveAsync(NpgsqlConnection connection, Guid ownerId) =>
        connection.ExecuteAsync(RemoveSql, new { ownerId });
}
