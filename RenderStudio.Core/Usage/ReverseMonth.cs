using Npgsql;

namespace RenderStudio.Core.Usage;

/// <summary>Monthly credits to take back that have not expired.</summary>
/// <param name="Period">Contains the credits; see <see cref="MonthlyGrant"/>.</param>
/// <param name="Cause">Unique per owner.</param>
internal sealed record MonthReversal(Guid OwnerId, string Period, int Credits, string Cause, string Reason);

/// <summary>
/// Takes back monthly credits, as if they had not been granted: first what is left of their month, then, for what was
/// held or spent of them, purchased credits and the rest of the balance, which can become negative. A hold whose
/// monthly credits are replaced by purchased ones returns purchased ones when it is released.
/// </summary>
internal static class ReverseMonth
{
    /// <param name="account">The account, locked and without a due expiry.</param>
    public static async Task RunAsync(NpgsqlConnection connection, Account account, MonthReversal reversal)
    {
        var (ownerId, period) = (reversal.OwnerId, reversal.Period);
        var left = Math.Max(account.Balance - account.Purchased, 0);
        if (await PeriodEntryStore.CurrentAsync(connection, ownerId) != period)
            left = Math.Min(left, await PeriodEntryStore.LateReleasesAsync(connection, ownerId, period));
        var rest = reversal.Credits;
        foreach (var hold in await PeriodEntryStore.OpenHoldsAsync(connection, ownerId, period))
        {
            var held = Math.Min(rest - left, hold.Credits);
            if (held <= 0)
                break;
            await CreditLedger.AppendAsync(connection, EntryOf(reversal, held, held) with
            {
                Cause = $"{reversal.Cause}:{hold.GenerationId}",
                GenerationId = hold.GenerationId,
            });
            rest -= held;
        }

        await CreditLedger.AppendAsync(connection, EntryOf(reversal, rest, rest - Math.Min(rest, left)));
    }

    private static NewCreditEntry EntryOf(MonthReversal reversal, int credits, int purchased) => new()
    {
        OwnerId = reversal.OwnerId,
        Kind = "reverse",
        Credits = credits,
        Delta = -credits,
        Purchased = -purchased,
        Period = reversal.Period,
        Cause = reversal.Cause,
        Reason = reversal.Reason,
    };
}
