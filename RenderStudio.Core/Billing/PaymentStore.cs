using Dapper;
using Npgsql;

namespace RenderStudio.Core.Billing;

/// <summary>Reads and writes payments and withdrawals, under the lock of all events.</summary>
internal static class PaymentStore
{
    private const string Columns =
        """
        p.id, p.owner_id, p.payment_intent, p.amount, p.credits, p.is_purchase, p.paid_at, p.period, p.reversed,
        p.expired
        """;

    private const string AddSql =
        """
        insert into billing_payments (id, owner_id, payment_intent, amount, credits, is_purchase, paid_at, period)
        values (@id, @ownerId, @paymentIntent, @amount, @credits, @isPurchase, @paidAt, @period)
        on conflict (id) do nothing
        """;

    private const string ExistsSql = "select exists (select from billing_payments where id = @id)";

    private const string OfIntentSql =
        $"select {Columns} from billing_payments p where p.payment_intent = @paymentIntent";

    private const string SetReversedSql =
        "update billing_payments set reversed = @reversed, expired = @expired where id = @id";

    private const string SetGrantSql =
        "update billing_payments set credits = @credits, period = @period where id = @id";

    private const string ExpiredSql =
        """
        select coalesce(sum(expired), 0)::int from billing_payments where owner_id = @ownerId and period = @period
        """;

    private const string WithdrawSql =
        """
        insert into billing_withdrawals (id, payment_intent, amount) values (@id, @paymentIntent, @amount)
        on conflict (id) do update set amount = greatest(billing_withdrawals.amount, excluded.amount)
        """;

    private const string WithdrawnSql =
        """
        select least(coalesce(sum(amount), 0), 9223372036854775807)::bigint
        from billing_withdrawals where payment_intent = @paymentIntent
        """;

    private const string LinkSql =
        """
        insert into billing_invoice_payments (payment_intent, invoice_id) values (@paymentIntent, @invoiceId)
        on conflict do nothing;
        update billing_payments set payment_intent = @paymentIntent where id = @invoiceId and payment_intent is null;
        """;

    private const string IntentOfInvoiceSql =
        "select payment_intent from billing_invoice_payments where invoice_id = @invoiceId limit 1";

    public static Task<bool> ExistsAsync(NpgsqlConnection connection, string id) =>
        connection.ExecuteScalarAsync<bool>(ExistsSql, new { id });

    /// <returns>False when the payment is known.</returns>
    public static async Task<bool> AddAsync(NpgsqlConnection connection, Payment payment) =>
        await connection.ExecuteAsync(AddSql, payment) == 1;

    public static async Task<IReadOnlyList<Payment>> OfIntentAsync(NpgsqlConnection connection, string paymentIntent) =>
        [.. await connection.QueryAsync<Payment>(OfIntentSql, new { paymentIntent })];

    /// <param name="expired">The part of <paramref name="reversed"/> that had expired.</param>
    public static Task SetReversedAsync(NpgsqlConnection connection, string id, int reversed, int expired) =>
        connection.ExecuteAsync(SetReversedSql, new { id, reversed, expired });

    public static Task SetGrantAsync(NpgsqlConnection connection, string id, int credits, string? period) =>
        connection.ExecuteAsync(SetGrantSql, new { id, credits, period });

    /// <summary>Expired credits of the period that reversals of its payments have counted.</summary>
    public static Task<int> ExpiredAsync(NpgsqlConnection connection, Guid ownerId, string period) =>
        connection.ExecuteScalarAsync<int>(ExpiredSql, new { ownerId, period });

    /// <summary>Records what went back under this id. Of several amounts the highest one counts.</summary>
    public static Task WithdrawAsync(NpgsqlConnection connection, string id, string paymentIntent, long amount) =>
        connection.ExecuteAsync(WithdrawSql, new { id, paymentIntent, amount });

    /// <summary>The sum that went back to the payer.</summary>
    public static Task<long> WithdrawnAsync(NpgsqlConnection connection, string paymentIntent) =>
        connection.ExecuteScalarAsync<long>(WithdrawnSql, new { paymentIntent });

    public static Task LinkAsync(NpgsqlConnection connection, string paymentIntent, string invoiceId) =>
        connection.ExecuteAsync(LinkSql, new { paymentIntent, invoiceId });

    /// <returns>Null when it is not known yet.</returns>
    public static Task<string?> IntentOfInvoiceAsync(NpgsqlConnection connection, string invoiceId) =>
        connection.QuerySingleOrDefaultAsync<string?>(IntentOfInvoiceSql, new { invoiceId });
}
