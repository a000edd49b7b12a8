using Microsoft.Extensions.Options;
using Npgsql;

namespace RenderStudio.Core.Usage;

/// <param name="Balance">Credits that can still be held.</param>
/// <param name="PeriodEnds">When the plan's credits are granted anew.</param>
public sealed record Account(PlanOptions Plan, int Balance, DateTime PeriodEnds);

/// <summary>An owner's account, with this month's credits in it.</summary>
public sealed class Accounts(IOptions<PlansOptions> plans, TimeProvider clock)
{
    /// <summary>
    /// Locks the account until the transaction ends, so that an owner's submits are decided one after the other. The
    /// plan's credits of the calendar month (UTC) are granted at the first touch, once by their cause.
    /// </summary>
    public async Task<Account> EnsureAsync(NpgsqlConnection connection, Guid ownerId)
    {
        var account = await AccountStore.LockAsync(connection, ownerId);
        var plan = plans.Value.Of(account.Plan);
        var now = clock.GetUtcNow().UtcDateTime;
        if (account.PeriodEnds is { } ends && ends > now)
            return new(plan, account.Balance, ends);

        var month = new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc);
        await CreditLedger.GrantAsync(connection, ownerId, plan.CreditsPerMonth,
            $"grant:{month:yyyy-MM}", $"Credits of the plan '{account.Plan}' for {month:yyyy-MM}");
        await AccountStore.RenewAsync(connection, ownerId, month.AddMonths(1));
        var renewed = await AccountStore.LockAsync(connection, ownerId);
        return new(plan, renewed.Balance, month.AddMonths(1));
    }
}
