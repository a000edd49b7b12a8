using Dapper;
using Npgsql;

namespace RenderStudio.Core.Usage;

/// <summary>Writes ledger entries together with the balance of the account.</summary>
internal static class CreditEntryStore
{
    // The row lock makes the entry and the update start from the same balance. The purchased part is at least 0 and at
    // most the balance, so credits that expire are spent before credits that do not. A release reduces the spend of the
    // API key in the month of its hold.
    private const string AppendSql =
        """
        with account as materialized (
            select balance, purchased from accounts where owner_id = @ownerId for update),
        hold as (
            select api_key_id, api_key_month from credit_entries
            where @kind = 'release' and generation_id = @generationId::uuid and kind = 'hold'),
        entry as (
            insert into credit_entries (
                owner_id, kind, credits, delta, generation_id, cause, reason, period, purchased, api_key_id,
                api_key_month)
            select @ownerId::uuid, @kind, @credits::int, @delta::int, @generationId::uuid, @cause, @reason, @period,
                greatest(least(purchased + @purchased, balance + @delta::int), 0) - purchased,
                api_key_id, api_key_month
            from account left join hold on true
            on conflict (owner_id, cause) do nothing
            returning delta, purchased, api_key_id, api_key_month),
        spend as (
            update api_key_spends s set credits = s.credits - entry.delta
            from entry
            where s.api_key_id = entry.api_key_id and s.month = entry.api_key_month)
        update accounts set balance = accounts.balance + entry.delta, purchased = accounts.purchased + entry.purchased
        from entry
        where owner_id = @ownerId
        """;

    private const string LockSql = "select from accounts where owner_id = @ownerId for update";

    // Held purchased credits are returned first, because the credits that expire are spent first.
    private const string HeldPurchasesSql =
        "select coalesce(-sum(purchased), 0)::int from credit_entries where generation_id = @generationId";

    private const string FindSql =
        "select delta, reason from credit_entries where owner_id = @ownerId and cause = @cause";

    // The statement that lowers the balance also checks it, so concurrent submits cannot hold more than the balance.
    // The statement that raises the spend of an API key also checks its cap, on the current row; the lock of the key
    // makes a deletion of the key wait, and a deleted key spends nothing.
    private const string HoldSql =
        """
        with account as materialized (
            select owner_id, balance, purchased,
                date_trunc('month', @now::timestamptz at time zone 'UTC')::date as month
            from accounts where owner_id = @ownerId for update),
        api_key as materialized (
            select k.id, k.monthly_credit_cap as cap, account.month
            from account join api_keys k on k.id = @apiKeyId::uuid and k.owner_id = account.owner_id
            where account.balance >= @credits and coalesce(k.monthly_credit_cap, @credits) >= @credits
            for key share of k),
        spend as (
            insert into api_key_spends as s (api_key_id, month, credits)
            select id, month, @credits from api_key
            on conflict (api_key_id, month) do update set credits = s.credits + excluded.credits
            where s.credits + excluded.credits <= (select coalesce(cap, s.credits + excluded.credits) from api_key)
            returning api_key_id, month),
        held as (
            update accounts a set balance = a.balance - @credits,
                purchased = least(a.purchased, a.balance - @credits)
            from account
            where a.owner_id = account.owner_id and a.balance >= @credits
                and (@apiKeyId::uuid is null or exists (select from spend))
            returning a.owner_id, a.purchased - account.purchased as purchased)
        insert into credit_entries (
            owner_id, kind, credits, delta, generation_id, cause, purchased, api_key_id, api_key_month)
        select owner_id, 'hold', @credits, -@credits, @generationId::uuid, 'hold:' || @generationId::uuid, purchased,
            api_key_id, month
        from held left join spend on true
        """;

    /// <summary>Writes the entry and changes the balance by its delta. Does nothing when the cause exists.</summary>
    public static Task AppendAsync(NpgsqlConnection connection, NewCreditEntry entry) =>
        connection.ExecuteAsync(AppendSql, entry);

    /// <returns>Null when there is no entry with this cause.</returns>
    public static Task<StoredCreditEntry?> FindAsync(NpgsqlConnection connection, Guid ownerId, string cause) =>
        connection.QuerySingleOrDefaultAsync<StoredCreditEntry?>(FindSql, new { ownerId, cause });

    /// <summary>
    /// Purchased credits that a generation holds, current until the transaction ends: releases of the generation and
    /// reversals wait for the lock of the account.
    /// </summary>
    public static async Task<int> LockHeldPurchasesAsync(
        NpgsqlConnection connection, Guid ownerId, Guid generationId)
    {
        await connection.ExecuteAsync(LockSql, new { ownerId });
        return await connection.ExecuteScalarAsync<int>(HeldPurchasesSql, new { generationId });
    }

    /// <param name="key">The API key that spends the credits; null for a token.</param>
    /// <returns>
    /// False, and nothing is written, when the balance or the cap of the key is too low, or the key was deleted.
    /// </returns>
    public static async Task<bool> HoldAsync(
        NpgsqlConnection connection, Guid ownerId, Guid generationId, int credits, SpendingKey? key) =>
        await connection.ExecuteAsync(
            HoldSql, new { ownerId, generationId, credits, apiKeyId = key?.Id, now = key?.Now }) == 1;
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

    /// <summary>The period of monthly credits that the entry changes; null for other credits.</summary>
    public string? Period { get; init; }

    /// <summary>Unique per owner.</summary>
    public required string Cause { get; init; }

    public string? Reason { get; init; }
}
