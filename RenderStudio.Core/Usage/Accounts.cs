using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Usage;

/// <param name="PlanName">The plan in the owner's row.</param>
/// <param name="Balance">Credits that new generations can hold.</param>
/// <param name="PeriodEnds">When the next monthly grant is due.</param>
public sealed record Account(string PlanName, PlanOptions Plan, int Balance, DateTime PeriodEnds);

/// <summary>Opens owners' accounts and grants the credits of the current month.</summary>
public sealed class Accounts(IOptions<PlansOptions> plans, TimeProvider clock)
{
    /// <summary>
    /// Locks the account until the transaction ends, so that submits of one owner run one after another. The first call
    /// in a calendar month (UTC) grants the plan's credits, once because the cause is unique, and expires the remaining
    /// balance of an earlier month. Credits that are held at that time do not expire: if they are released, they are
    /// valid until the end of the month of the release.
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
        // Erased owners of the same subject count, so that an erasure does not yield a second grant in one month.
        var used = await AccountStore.UsedAsync(
            connection, await ErasedSubjectStore.EarlierAsync(connection, ownerId), cause);
        var less = used == 0 ? "" : $", less {used} that were used before the account was erased";
        await CreditLedger.GrantAsync(connection, ownerId, Math.Max(plan.CreditsPerMonth - used, 0),
            cause, $"Credits of the plan '{account.Plan}' for {month:yyyy-MM}{less}");
        await AccountStore.RenewAsync(connection, ownerId, month.AddMonths(1));
        var renewed = await AccountStore.LockAsync(connection, ownerId);
        return new(account.Plan, plan, renewed.Balance, month.AddMonths(1));
    }
}
