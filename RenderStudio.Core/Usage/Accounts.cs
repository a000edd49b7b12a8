using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Usage;

/// <param name="PlanName">The best plan of the owner's row and of the owner's plan periods.</param>
/// <param name="Balance">Credits that new generations can hold; negative after a refund of spent credits.</param>
/// <param name="Purchased">The part of the balance that does not expire.</param>
/// <param name="PeriodEnds">When the next monthly grant is due.</param>
/// <param name="Stored">The files that the owner keeps.</param>
public sealed record Account(
    string PlanName, PlanOptions Plan, int Balance, int Purchased, DateTime PeriodEnds, StorageUse Stored);

/// <summary>Opens owners' accounts and grants the credits of the current month.</summary>
public sealed class Accounts(IOptions<PlansOptions> plans, TimeProvider clock)
{
    /// <summary>
    /// Locks the account until the transaction ends, so that submits of one owner run one after another. The first call
    /// in a month grants the plan's credits, once because the cause is unique, and expires the remaining credits of an
    /// earlier month; purchased credits do not expire. The month of a paid plan begins with its period, other months
    /// are calendar months in UTC. Credits that are held at that time do not expire: if they are released, they are
    /// valid until the end of the month of the release.
    /// </summary>
    public async Task<Account> GetOrCreateLockedAsync(NpgsqlConnection connection, Guid ownerId)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var account = await AccountStore.LockAsync(connection, ownerId, now);
        if (AccountPeriod.DueOf(account, now) is not { } period)
            return Describe(account, now);
        await BeginAsync(connection, ownerId, account, period);
        return Describe(await AccountStore.LockAsync(connection, ownerId, now), now);
    }

    /// <summary>
    /// Ends the period of a plan whose payment has gone back. If a plan is bought again in the same month, it grants
    /// all of its credits.
    /// </summary>
    /// <param name="source">The invoice of the payment.</param>
    /// <param name="credits">What the payment granted.</param>
    public async Task EndPeriodAsync(NpgsqlConnection connection, Guid ownerId, string source, int credits)
    {
        await AccountStore.EndPeriodAsync(connection, ownerId, source, credits, clock.GetUtcNow().UtcDateTime);
        await PlanPeriodStore.RemoveAsync(connection, source);
    }

    private async Task BeginAsync(
        NpgsqlConnection connection, Guid ownerId, AccountRow account, AccountPeriod period)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var credits = plans.Value.Of(period.Plan).CreditsPerMonth;
        // A better plan within a paid month adds the difference; every other period replaces the one before.
        var granted = period.IsPaid && account.PeriodEnds > now ? account.PeriodCredits : null;
        var current = await PeriodEntryStore.CurrentAsync(connection, ownerId);
        if (granted is null && account.PeriodEnds is { } ended)
        {
            var name = NameOf(account, period, ended > now ? null : ended);
            await CreditLedger.ExpireAsync(connection, ownerId, account.Balance - account.Purchased, name, current);
        }

        var used = period.IsPaid ? 0 : await UsedAsync(connection, ownerId, period.Cause);
        var less = used == 0 ? "" : $", less {used} that were used before the account was erased";
        await CreditLedger.GrantAsync(connection, ownerId, Math.Max(credits - (granted ?? 0) - used, 0),
            period.Cause, $"Credits of the plan '{period.Plan}' for {period.Label}{less}",
            granted is null ? null : current);
        await AccountStore.RenewAsync(
            connection, ownerId, period.Ends, period.Cause, period.IsPaid ? credits : null);
    }

    /// <param name="ended">Null when a paid plan begins before the end of the month.</param>
    private static string NameOf(AccountRow account, AccountPeriod next, DateTime? ended) =>
        (ended, account.PeriodCredits) switch
        {
            ({ } month, null) => $"{month.AddMonths(-1):yyyy-MM}",
            ({ } time, _) => $"{time:yyyy-MM-ddTHH:mm:ssZ}",
            _ => $"before:{next.Cause}",
        };

    // Erased owners of the same subject count, so that an erasure does not yield a second grant in one month.
    private static async Task<int> UsedAsync(NpgsqlConnection connection, Guid ownerId, string cause) =>
        await AccountStore.UsedAsync(
            connection, await ErasedSubjectStore.EarlierAsync(connection, ownerId), cause);

    private Account Describe(AccountRow account, DateTime now) => new(
        account.Plan, plans.Value.Of(account.Plan), account.Balance, account.Purchased,
        (account.PeriodEnds > now ? account.PeriodEnds : account.SubscribedUntil) ?? now,
        new(account.StoredBytes, account.StoredFiles));
}
