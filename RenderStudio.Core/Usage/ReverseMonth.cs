using Npgsql;

namespace RenderStudio.Core.Usage;

/// <summary>Monthly credits to take back that have not expired.</summary>
/// <param name="Period">Contains the credits; see <see cref="MonthlyGrant"/>.</param>
/// <param name="Cause">Unique per owner.</param>
internal sealed record MonthReversal(Guid OwnerId, string Period, int Credits, string Cause, string Reason);

/// <summary>
/// Takes back monthly credits, as if they had not been granted: first what is left of their month, then, for what was
/// held or spent of them, purchased credits and the rest of the balance, which can become negative. A hold whose
/// monthly credits are replaced by purchased ones returns purchased ones when it is released. Credits of an ended month
/// are in the current one if they were held when their month ended and have been released since.
/// </summary>
internal static class ReverseMonth
{
    /// <param name="account">The account, locked and without a due expiry.</param>
    public static async Task RunAsync(NpgsqlConnection connection, Account account, MonthReversal reversal)
    {
        var (ownerId, period) = (reversal.OwnerId, reversal.Period);
        var current = await PeriodEntryStore.CurrentAsync(connection, ownerId) ?? period;
        var unused = Math.Max(account.Balance - account.Purchased, 0);
        var released = current == period ? unused : await ReleasedAsync(connection, ownerId, period);
        var left = Math.Min(unused, released);
        var rest = reversal.Credits;
        rest -= await ReplaceAsync(connection, reversal, period, rest - left);
        rest -= await ReplaceAsync(connection, reversal, current, Math.Min(rest, released) - left);
        await CreditLedger.AppendAsync(connection, EntryOf(reversal, rest, rest - Math.Min(rest, left)));
    }

    private static async Task<int> ReleasedAsync(NpgsqlConnection connection, Guid ownerId, string period) =>
        (await PeriodEntryStore.LateReleasesAsync(connection, ownerId))
            .FirstOrDefault(late => late.Period == period)?.Credits ?? 0;

    /// <summary>Replaces monthly credits that running generations hold since a period by purchased ones.</summary>
    /// <param name="credits">At most so many; none if negative.</param>
    /// <returns>The replaced credits.</returns>
    private static async Task<int> ReplaceAsync(
        NpgsqlConnection connection, MonthReversal reversal, string period, int credits)
    {
        var replaced = 0;
        foreach (var hold in await PeriodEntryStore.OpenHoldsAsync(connection, reversal.OwnerId, period))
        {
            var held = Math.Min(credits - replaced, hold.Credits);
            if (held <= 0)
                break;
            await CreditLedger.AppendAsync(connection, EntryOf(reversal, held, held) with
            {
                Cause = $"{reversal.Cause}:{hold.GenerationId}",
                GenerationId = hold.GenerationId,
            });
            replaced += held;
        }

        return replaced;
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
