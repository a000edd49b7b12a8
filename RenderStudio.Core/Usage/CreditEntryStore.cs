using Dapper;
using Npgsql;

namespace RenderStudio.Core.Usage;

/// <summary>Writes ledger entries together with the balance of the account.</summary>
internal static class CreditEntryStore
{
    // The row lock makes the entry and the update start from the same balance. The purchased part is at least 0 and at
    // most the balance, so credits that expire are spent before credits that do not.
    private const string AppendSql =
        """
        with account as materialized (
            select balance, purchased from accounts where owner_id = @ownerId for update),
        entry as (
            insert into credit_entries (owner_id, kind, credits, delta, generation_id, cause, reason, purchased)
            select @ownerId::uuid, @kind, @credits::int, @delta::int, @generationId::uuid, @cause, @reason,
                greatest(least(purchased + @purchased, balance + @delta::int), 0) - purchased
            from account
            on conflict (owner_id, cause) do nothing
            returning delta, purchased)
        update accounts set balance = accounts.balance + entry.delta, purchased = accounts.purchased + entry.purchased
        from entry
        where owner_id = @ownerId
        """;

    // Held purchased credits are returned first, because the credits that expire are spent first. The lock of the
    // generation's row keeps the sum current.
    private const string HeldPurchasesSql =
        "select coalesce(-sum(purchased), 0)::int from credit_entries where generation_id = @generationId";

    private const string CreditsOfSql =
        "select coalesce(sum(credits), 0)::int from credit_entries where owner_id = @ownerId and cause = @cause";

    private const string FindSql =
        "select delta, reason from credit_entries where owner_id = @ownerId and cause = @cause";

    // The statement that lowers the balance also checks it, so concurrent submits cannot hold more than the balance.
    private const string HoldSql =
        """
        with account as materialized (
            select owner_id, purchased from accounts where owner_id = @ownerId for update),
        held as (
            update accounts a set balance = a.balance - @credits,
                purchased = least(a.purchased, a.balance - @credits)
            from account
            where a.owner_id = account.owner_id and a.balance >= @credits
            returning a.owner_id, a.purchased - account.purchased as purchased)
        insert into credit_entries (owner_id, kind, credits, delta, generation_id, cause, purchased)
        select owner_id, 'hold', @credits, -@credits, @generationId::uuid, 'hold:' || @generationId::uuid, purchased
        from held
        """;

    /// <summary>Writes the entry and changes the balance by its delta. Does nothing when the cause exists.</summary>
    public static Task AppendAsync(NpgsqlConnection connection, NewCreditEntry entry) =>
        connection.ExecuteAsync(AppendSql, entry);

    /// <returns>0 when there is no entry with this cause.</returns>
    public static Task<int> CreditsOfAsync(NpgsqlConnection connection, Guid ownerId, string cause) =>
        connection.ExecuteScalarAsync<int>(CreditsOfSql, new { ownerId, cause });

    /// <returns>Null when there is no entry with this cause.</returns>
    public static Task<StoredCreditEntry?> FindAsync(NpgsqlConnection connection, Guid ownerId, string cause) =>
        connection.QuerySingleOrDefaultAsync<StoredCreditEntry?>(FindSql, new { ownerId, cause });

    /// <summary>Purchased credits that a generation holds.</summary>
    public static Task<int> HeldPurchasesAsync(NpgsqlConnection connection, Guid generationId) =>
        connection.ExecuteScalarAsync<int>(HeldPurchasesSql, new { generationId });

    /// <returns>False, and nothing is written, when the balance is too low.</returns>
    public static async Task<bool> HoldAsync(
        NpgsqlConnection connection, Guid ownerId, Guid generationId, int credits) =>
        await connection.ExecuteAsync(HoldSql, new { ownerId, generationId, credits }) == 1;
}

/// <summary>A ledger entry that exists.</summary>
internal sealed record StoredCreditEntry(int Delta, string? Reason);

/// <summary>A ledger entry to append.</summary>
internal sealed record NewCreditEntry
{
    public required Guid OwnerId { get; init; }

    public required string Kind { get; init; }

    public required int Credits { get; init; }

    /// <summary>Change of the balance.</summary>
    public required int Delta { get; init; }

    /// <summary>Change of the purchased part, before it is limited to the balance.</summary>
    public int Purchased { get; init; }

    public Guid? GenerationId { get; init; }

    /// <summary>Unique per owner.</summary>
    public required string Cause { get; init; }

    public string? Reason { get; init; }
}
