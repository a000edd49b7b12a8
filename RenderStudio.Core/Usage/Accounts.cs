using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Usage;

/// <param name="PlanName">As it stands in the owner's row.</param>
/// <param name="Balance">Credits that can still be held.</param>
/// <param name="PeriodEnds">When the plan's credits are granted anew.</param>
public sealed record Account(string PlanName, PlanOptions Plan, int Balance, DateTime PeriodEnds);

/// <summary>An owner's account, with this month's credits in it.</summary>
public sealed class Accounts(IOptions<PlansOptions> plans, TimeProvider clock)
{
    /// <summary>
    /// Locks the account until the transaction ends, so that an owner's submits are decided one after the other. The
    /// plan's credits of the calendar month (UTC) are granted at the first touch, once by their cause, and what is left
    /// of an earlier month lapses in the same stroke. Credits held at that moment are not touched: if they come back,
    /// they last until the end of the month they come back in.
    /// </summary>
    public async Task<Account> GetOrCreateLockedAsync(NpgsqlConnection connection, Guid ownerId)
    {
        var account = await AccountStore.LockAsync(connection, ownerId);
        var plan = plans.Value.Of(account.Plan);
        var now = clock.GetUtcNow().UtcDateTime;
        if (account.PeriodEnds is { } ends && ends > now)
            return new(account.Plan, plan, account.Balance, ends);

        if (account.PeriodEnds is { } ended)
            await CreditLedger.ExpireAsync(connection, ownerId, account.Balance, ended.AddMonths(-1));
        var month = new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc);
        var cause = $"grant:{month:yyyy-MM}";
        // An erasure is no way to a second allowance: what earlier owners of the same subject used this month counts.
        var used = await AccountStore.UsedAsync(
            connection, await ErasedSubjects.EarlierAsync(connection, ownerId), cause);
        await CreditLedger.GrantAsync(connection, ownerId, Math.Max(plan.CreditsPerMonth - used, 0),
            cause, $"Credits of the plan '{account.Plan}' for {month:yyyy-MM}");
        await AccountStore.RenewAsync(connection, ownerId, month.AddMonths(1));
        var renewed = await AccountStore.LockAsync(connection, ownerId);
        return new(account.Plan, plan, renewed.Balance, month.AddMonths(1));
    }
}
