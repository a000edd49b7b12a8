namespace RenderStudio.Core.Usage;

/// <summary>A month for which a plan grants credits once.</summary>
/// <param name="Cause">The cause of the grant.</param>
/// <param name="Ends">When the credits expire.</param>
internal sealed record AccountPeriod(string Plan, string Cause, string Label, DateTime Ends, bool IsPaid)
{
    /// <summary>The period whose grant is due now; null when the current grant has been made.</summary>
    public static AccountPeriod? DueOf(AccountRow account, DateTime now)
    {
        var isRunning = account.PeriodEnds > now;
        if (account is { PaidPlan: { } plan, PaidFrom: { } from, PaidUntil: { } until })
        {
            var paid = Paid(plan, from, until, now);
            return isRunning && account.PeriodCause == paid.Cause ? null : paid;
        }

        // A subscription renews about an hour before its invoice is paid. The earlier credits are valid until then.
        return isRunning || account.SubscribedUntil is not null ? null : Month(account.Plan, now);
    }

    /// <summary>The cause of the grant of a paid month.</summary>
    public static string CauseOf(string plan, DateTime starts) => $"grant:{plan}:{starts:yyyy-MM-ddTHH:mm:ssZ}";

    /// <summary>The calendar month in UTC.</summary>
    private static AccountPeriod Month(string plan, DateTime now)
    {
        var month = new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc);
        return new(plan, $"grant:{month:yyyy-MM}", $"{month:yyyy-MM}", month.AddMonths(1), IsPaid: false);
    }

    /// <summary>The month within a paid period, counted from its start; a paid year has twelve.</summary>
    private static AccountPeriod Paid(string plan, DateTime from, DateTime until, DateTime now)
    {
        var months = 0;
        while (from.AddMonths(months + 1) <= now)
            months++;
        var (starts, ends) = (from.AddMonths(months), from.AddMonths(months + 1));
        return new(plan, CauseOf(plan, starts), $"the month from {starts:yyyy-MM-dd}",
            ends < until ? ends : until, IsPaid: true);
    }
}
