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
    /// too low, or when the API key does not permit it.
    /// </summary>
    /// <param name="key">The API key that spends the credits; null for a token.</param>
    public static async Task<bool> HoldAsync(
        NpgsqlConnection connection, Guid ownerId, Guid generationId, int credits, SpendingKey? key = null) =>
        credits == 0 || await CreditEntryStore.HoldAsync(connection, ownerId, generationId, credits, key);

    /// <summary>Adds monthly credits to the balance, once per <paramref name="cause"/>.</summary>
    /// <param name="period">The cause of the period's first grant; null when it is this one.</param>
    public static Task GrantAsync(
        NpgsqlConnection connection, Guid ownerId, int credits, string cause, string reason, string? period = null) =>
        AppendAsync(connection, new()
        {
            OwnerId = ownerId,
            Kind = "grant",
            Credits = credits,
            Delta = credits,
            Period = period ?? cause,
            Cause = cause,
            Reason = reason,
        });

    /// <returns>The credits of the first month of a paid period; null when they were not granted.</returns>
    public static Task<MonthlyGrant?> GrantedAsync(NpgsqlConnection connection, Guid ownerId, PlanPeriod period) =>
        PeriodEntryStore.GrantAsync(connection, ownerId, AccountPeriod.CauseOf(period.Plan, period.StartsAt));

    /// <summary>The credits of a period that expired.</summary>
    /// <param name="period">The cause of its first grant.</param>
    public static Task<int> ExpiredAsync(NpgsqlConnection connection, Guid ownerId, string period) =>
        PeriodEntryStore.ExpiredAsync(connection, ownerId, period);

    /// <summary>Adds purchased credits, which do not expire, once per <paramref name="cause"/>.</summary>
    public static Task PurchaseAsync(
        NpgsqlConnection connection, Guid ownerId, int credits, string cause, string reason) =>
        AddUnexpiringAsync(connection, "purchase", ownerId, credits, cause, reason);

    /// <summary>Grants credits that do not expire, once per <paramref name="cause"/>.</summary>
    public static Task GiveAsync(
        NpgsqlConnection connection, Guid ownerId, int credits, string cause, string reason) =>
        AddUnexpiringAsync(connection, "grant", ownerId, credits, cause, reason);

    private static Task AddUnexpiringAsync(
        NpgsqlConnection connection, string kind, Guid ownerId, int credits, string cause, string reason) =>
        AppendAsync(connection, new()
        {
            OwnerId = ownerId,
            Kind = kind,
            Credits = credits,
            Delta = credits,
            Purchased = credits,
            Cause = cause,
            Reason = reason,
        });

    /// <returns>Null when there is no entry with this cause.</returns>
    public static Task<StoredCreditEntry?> FindAsync(NpgsqlConnection connection, Guid ownerId, string cause) =>
        CreditEntryStore.FindAsync(connection, ownerId, cause);

    /// <summary>
    /// Takes back credits, once per <paramref name="cause"/>. The balance can become negative.
    /// </summary>
    public static Task ReverseAsync(
        NpgsqlConnection connection, Guid ownerId, int credits, bool isPurchase, string cause, string reason) =>
        AppendAsync(connection, new()
        {
            OwnerId = ownerId,
            Kind = "reverse",
            Credits = credits,
            Delta = -credits,
            Purchased = isPurchase ? -credits : 0,
            Cause = cause,
            Reason = reason,
        });

    /// <summary>
    /// Removes the unused credits of an ended period from the balance. Credits of earlier periods that were released in
    /// it count as credits that these did not use.
    /// </summary>
    /// <param name="name">Names the period; unique per owner.</param>
    /// <param name="period">The cause of the period's first grant; null when it granted no credits.</param>
    public static async Task ExpireAsync(
        NpgsqlConnection connection, Guid ownerId, int credits, string name, string? period = null)
    {
        foreach (var late in credits > 0 ? await PeriodEntryStore.LateReleasesAsync(connection, ownerId) : [])
        {
            var unused = Math.Min(credits, late.Credits);
            await AppendExpiryAsync(connection, ownerId, unused, late.Period, $"expire:{name}:{late.Period}");
            credits -= unused;
        }

        await AppendExpiryAsync(connection, ownerId, credits, period, $"expire:{name}");
    }

    private static Task AppendExpiryAsync(
        NpgsqlConnection connection, Guid ownerId, int credits, string? period, string cause) =>
        AppendAsync(connection, new()
        {
            OwnerId = ownerId,
            Kind = "expire",
            Credits = credits,
            Delta = -credits,
            Period = period,
            Cause = cause,
            Reason = "Credits of the month before that were not used",
        });

    /// <summary>
    /// Marks held credits of one prediction as spent. The balance does not change, because the hold already deducted
    /// them.
    /// </summary>
    public static Task SettleAsync(
        NpgsqlConnection connection, Guid ownerId, Guid generationId, Guid predictionId, int credits) =>
        AppendAsync(connection, new()
        {
            OwnerId = ownerId,
            Kind = "settle",
            Credits = credits,
            Delta = 0,
            GenerationId = generationId,
            Cause = $"settle:{predictionId}",
        });

    /// <summary>Returns held credits of one prediction to the balance.</summary>
    public static Task ReleaseAsync(
        NpgsqlConnection connection, Guid ownerId, Guid generationId, Guid predictionId, int credits, string reason) =>
        ReleaseAsync(connection, ownerId, generationId, credits, $"release:{predictionId}", reason);

    /// <summary>Returns the credits that a finished generation still holds to the balance.</summary>
    public static Task ReleaseRestAsync(
        NpgsqlConnection connection, Guid ownerId, Guid generationId, int credits, string reason) =>
        ReleaseAsync(connection, ownerId, generationId, credits, $"release:{generationId}", reason);

    private static async Task ReleaseAsync(
        NpgsqlConnection connection, Guid ownerId, Guid generationId, int credits, string cause, string reason)
    {
        if (credits <= 0)
            return;
        var held = await CreditEntryStore.LockHeldPurchasesAsync(connection, ownerId, generationId);
        await AppendAsync(connection, new()
        {
            OwnerId = ownerId,
            Kind = "release",
            Credits = credits,
            Delta = credits,
            Purchased = Math.Min(credits, held),
            GenerationId = generationId,
            Cause = cause,
            Reason = reason,
        });
    }

    /// <summary>Writes an entry of more than zero credits.</summary>
    internal static Task AppendAsync(NpgsqlConnection connection, NewCreditEntry entry) =>
        entry.Credits > 0 ? CreditEntryStore.AppendAsync(connection, entry) : Task.CompletedTask;
}
