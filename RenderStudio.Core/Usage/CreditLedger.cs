using Dapper;
using Npgsql;

namespace RenderStudio.Core.Usage;

/// <summary>
/// The append-only ledger. Every entry is unique by its cause, so that doing something twice writes it once. Each
/// method works inside the caller's transaction and locks the account row last (generation → prediction → account).
/// </summary>
public static class CreditLedger
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

    // The balance decides in the statement that lowers it, so no race and no mistake in memory can oversell it.
    private const string HoldSql =
        """
        with held as (
            update accounts set balance = balance - @credits
            where owner_id = @ownerId and balance >= @credits
            returning owner_id)
        insert into credit_entries (owner_id, kind, credits, delta, generation_id, cause)
        select owner_id, 'hold', @credits, -@credits, @generationId::uuid, 'hold:' || @generationId::uuid from held
        """;

    /// <summary>
    /// Takes credits out of the balance for a new generation. False when there are too few; nothing is written then.
    /// </summary>
    public static async Task<bool> HoldAsync(
        NpgsqlConnection connection, Guid ownerId, Guid generationId, int credits) =>
        credits == 0 || await connection.ExecuteAsync(HoldSql, new { ownerId, generationId, credits }) == 1;

    /// <summary>Adds credits to the balance, once per <paramref name="cause"/>.</summary>
    public static Task GrantAsync(
        NpgsqlConnection connection, Guid ownerId, int credits, string cause, string reason) =>
        AppendAsync(connection, ownerId, "grant", credits, credits, null, cause, reason);

    /// <summary>Takes what is left of a period out of the balance.</summary>
    public static Task ExpireAsync(NpgsqlConnection connection, Guid ownerId, int credits, DateTime period) =>
        AppendAsync(connection, ownerId, "expire", credits, -credits, null, $"expire:{period:yyyy-MM}",
            $"Credits of {period:yyyy-MM} that were not used");

    /// <summary>
    /// Turns held credits of one prediction into spent ones; the balance was lowered by the hold already.
    /// </summary>
    public static Task SettleAsync(
        NpgsqlConnection connection, Guid ownerId, Guid generationId, Guid predictionId, int credits) =>
        AppendAsync(connection, ownerId, "settle", credits, 0, generationId, $"settle:{predictionId}", null);

    /// <summary>Gives held credits of one prediction back.</summary>
    public static Task ReleaseAsync(
        NpgsqlConnection connection, Guid ownerId, Guid generationId, Guid predictionId, int credits, string reason) =>
        AppendAsync(connection, ownerId, "release", credits, credits, generationId, $"release:{predictionId}", reason);

    /// <summary>Gives back what a generation still holds after its end.</summary>
    public static Task ReleaseRestAsync(
        NpgsqlConnection connection, Guid ownerId, Guid generationId, int credits, string reason) =>
        AppendAsync(connection, ownerId, "release", credits, credits, generationId, $"release:{generationId}", reason);

    private static async Task AppendAsync(
        NpgsqlConnection connection, Guid ownerId, string kind, int credits, int delta, Guid? generationId,
        string cause, string? reason)
    {
        if (credits > 0)
        {
            await connection.ExecuteAsync(AppendSql,
                new { ownerId, kind, credits, delta, generationId, cause, reason });
        }
    }
}
