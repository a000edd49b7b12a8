using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Usage;

/// <summary>What an owner has, had and spent, with this month's credits in it.</summary>
public sealed class GetUsage(StudioDatabase database, Accounts accounts)
{
    private const int NewestEntries = 50;

    public Task<UsageView> RunAsync(Caller caller, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            // Its lock keeps the numbers that follow in agreement.
            var account = await accounts.GetOrCreateLockedAsync(connection, caller.OwnerId);
            var since = account.PeriodEnds.AddMonths(-1);
            var sums = await UsageStore.SumsAsync(connection, caller.OwnerId, since);
            return new UsageView(
                account.PlanName, account.PeriodEnds, sums.Granted, sums.Used,
                await UsageStore.HeldAsync(connection, caller.OwnerId), account.Balance,
                await UsageStore.EntriesAsync(connection, caller.OwnerId, NewestEntries));
        }, ct);
}
