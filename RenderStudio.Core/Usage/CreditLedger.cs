using Npgsql;

namespace RenderStudio.Core.Usage;

/// <summary>
/// The append-only credit ledger. The cause of an entry is unique per owner, so a repeated call writes one entry.
/// Each method runs in the caller's transaction and locks the account row last (generation → prediction → account).
/// </summary>
internal static class CreditLedger
{
    /// <summary>
    /// Deducts credits from the balance for a new generation. Returns false, and writes nothing, when the balance is
    /// too low.
    /// </summary>
    public static async Task<bool> HoldAsync(
        NpgsqlConnection connection, Guid ownerId, Guid generationId, int credits) =>
        credits == 0 || await CreditEntryStore.HoldAsync(connection, ownerId, generationId, credits);

    /// <summary>Adds credits to the balance, once per <paramref name="cause"/>.</summary>
    public static Task GrantAsync(
        NpgsqlConnection connection, Guid ownerId, int credits, string cause, string reason) =>
        AppendAsync(connection, ownerId, "grant", credits, credits, null, cause, reason);

    /// <summary>Removes the unused credits of an ended period from the balance.</summary>
    public static Task ExpireAsync(NpgsqlConnection connection, Guid ownerId, int credits, DateTime period) =>
        AppendAsync(connection, ownerId, "expire", credits, -credits, null, $"expire:{period:yyyy-MM}",
            $"Credits of {period:yyyy-MM} that were not used");

    /// <summary>
    /// Marks held credits of one prediction as spent. The balance does not change, because the hold already deducted
    /// them.
    /// </summary>
    public static Task SettleAsync(
        NpgsqlConnection connection, Guid ownerId, Guid generationId, Guid predictionId, int credits) =>
        AppendAsync(connection, ownerId, "settle", credits, 0, generationId, $"settle:{predictionId}", null);

    /// <summary>Returns held credits of one prediction to the balance.</summary>
    public static Task ReleaseAsync(
        NpgsqlConnection connection, Guid ownerId, Guid generationId, Guid predictionId, int credits, string reason) =>
        AppendAsync(connection, ownerId, "release", credits, credits, generationId, $"release:{predictionId}", reason);

    /// <summary>Returns the credits that a finished generation still holds to the balance.</summary>
    public static Task ReleaseRestAsync(
        NpgsqlConnection connection, Guid ownerId, Guid generationId, int credits, string reason) =>
        AppendAsync(connection, ownerId, "release", credits, credits, generationId, $"release:{generationId}", reason);

    private static Task AppendAsync(
        NpgsqlConnection connection, Guid ownerId, string kind, int credits, int delta, Guid? generationId,
        string cause, string? reason) =>
        credits > 0
            ? CreditEntryStore.AppendAsync(connection, new()
            {
                OwnerId = ownerId,
                Kind = kind,
                Credits = credits,
                Delta = delta,
                GenerationId = generationId,
                Cause = cause,
                Reason = reason,
            })
            : Task.CompletedTask;
}
