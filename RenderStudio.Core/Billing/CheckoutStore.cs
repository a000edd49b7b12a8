using Dapper;
using Npgsql;

namespace RenderStudio.Core.Billing;

/// <summary>What an owner selected before a checkout session began.</summary>
/// <param name="Credits">0 for a plan.</param>
internal sealed record Checkout(Guid Id, Guid OwnerId, string PriceId, int Credits);

internal static class CheckoutStore
{
    private const string AddSql =
        "insert into billing_checkouts (id, owner_id, price_id, credits) values (@id, @ownerId, @priceId, @credits)";

    private const string FindSql = "select id, owner_id, price_id, credits from billing_checkouts where id = @id";

    public static Task AddAsync(NpgsqlConnection connection, Checkout checkout) =>
        connection.ExecuteAsync(AddSql, checkout);

    /// <returns>Null when the reference is not the id of a checkout.</returns>
    public static async Task<Checkout?> FindAsync(NpgsqlConnection connection, string? reference) =>
        Guid.TryParse(reference, out var id)
            ? await connection.QuerySingleOrDefaultAsync<Checkout>(FindSql, new { id })
            : null;
}
