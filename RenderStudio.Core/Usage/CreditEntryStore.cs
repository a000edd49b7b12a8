using Dapper;
using Npgsql;

namespace RenderStudio.Core.Usage;

/// <summary>Writes ledger entries together with the balance of the account.</summary>
internal static class CreditEntryStore
{
    private const string AppendSql =
        """
        with entry as (
            insert into credit_entries (owner_id, kind, credits, delta, generation_id, cause, reason)
            values (@ownerId, @kind, @credits, @delta, @generationId, @cause, @reason)
            on conflict (owner_id, cause) do nothing
            returning delta)
        update accounts set balance = balance + entry.delta
        from entry
        where owner_id = @ownerId
        """;

    // The statement that lowers the balance also checks it, so concurrent submits cannot hold more than the balance.
    private const string HoldSql =
        """
        with held as (
            update accounts set balance = balance - @credits
            where owner_id = @ownerId and balance >= @credits
            returning owner_id)
        insert into credit_entries (owner_id, kind, credits, delta, generation_id, cause)
        select owner_id, 'hold', @credits, -@credits, @generationId::uuid, 'hold:' || @generationId::uuid from held
        """;

    /// <summary>Writes the entry and changes the balance by its delta. Does nothing when the cause exists.</summary>
    public static Task AppendAsync(NpgsqlConnection connection, NewCreditEntry entry) =>
        connection.ExecuteAsync(AppendSql, entry);

    /// <returns>False, and nothing is written, when the balance is too low.</returns>
    public static async Task<bool> HoldAsync(
        NpgsqlConnection connection, Guid ownerId, Guid generationId, int credits) =>
        await connection.ExecuteAsync(HoldSql, new { ownerId, generationId, credits }) == 1;
}

/// <summary>A ledger entry to append.</summary>
internal sealed record NewCreditEntry
{
    public required Guid OwnerId { get; init; }

    public required string Kind { get; init; }

    public required int Credits { get; init; }

    /// <summary>Change of the balance.</summary>
    public required int Delta { get; init; }

    public required Guid? GenerationId { get; init; }

    /// <summary>Unique per owner.</summary>
    public required string Cause { get; init; }

    public required string? Reason { get; init; }
}
