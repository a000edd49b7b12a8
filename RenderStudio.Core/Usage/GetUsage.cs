using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Usage;

/// <summary>Returns an owner's plan, balance, sums of the current period and newest ledger entries.</summary>
public sealed class GetUsage(StudioDatabase database, Accounts accounts)
{
    private const int NewestEntries = 50;

    public Task<UsageView> RunAsync(Caller caller, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            // The account lock keeps the following numbers consistent.
            var account = await accounts.GetOrCreateLockedAsync(connection, caller.OwnerId);
            var since = account.PeriodEnds.AddMonths(-1);
            var sums = await UsageStore.SumsAsync(connection, caller.OwnerId, since);
            return new UsageView
            {
                Plan = account.PlanName,
                PeriodEnds = account.PeriodEnds,
                Granted = sums.Granted,
                Used = sums.Used,
                Held = await UsageStore.HeldAsync(connection, caller.OwnerId),
                Remaining = account.Balance,
                Purchased = account.Purchased,
                Storage = new(account.Stored.Bytes, account.Stored.Files,
                    account.Plan.MaxStoredBytes, account.Plan.MaxStoredFiles),
                Entries = await UsageStore.EntriesAsync(connection, caller.OwnerId, NewestEntries),
            };
        }, ct);
}
