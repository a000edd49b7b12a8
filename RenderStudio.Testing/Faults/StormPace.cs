using System.Globalization;

namespace RenderStudio.Testing.Faults;

/// <summary>How fast the app notices what died, and how soon a storm expects to be over.</summary>
/// <param name="Settings">App settings on top of the studio's.</param>
/// <param name="ReconcileEvery">Null leaves it to the timer.</param>
/// <param name="InFlight">Generations that keep both instances busy even while some wait for a dead one's lease.</param>
/// <param name="KillPause">The longest pause after a kill. Where its cost is measured, the next one does not fall into
/// it as a rule.</param>
/// <param name="Patience">From the last fault to rest.</param>
public sealed record StormPace(
    IReadOnlyDictionary<string, string> Settings, TimeSpan? ReconcileEvery, int InFlight, TimeSpan KillPause,
    TimeSpan Patience)
{
    private static readonly Dictionary<string, string> Unlimited = new()
    {
        ["Plans__Studio__CreditsPerMonth"] = "1000000",
        ["Plans__Studio__ConcurrentGenerations"] = "1000",
    };

    /// <summary>As a customer runs it: what is measured here is what is promised.</summary>
    public static StormPace Product { get; } = new(
        Unlimited, null, 16, TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(15));

    /// <summary>The same in seconds, for tests. No generation dies of deaths here: every one has to succeed.</summary>
    public static StormPace Quick { get; } = new(
        new Dictionary<string, string>(Unlimited)
        {
            ["Database__IdleTransactionSeconds"] = Text(2),
            ["Predictions__LeaseSeconds"] = Text(3),
            ["Predictions__LeaseRenewSeconds"] = Text(0.5),
            ["Predictions__MaxLeaseExpiries"] = Text(20),
            ["Predictions__MaxStoringTries"] = Text(50),
            ["Predictions__GraceSeconds"] = Text(4),
            ["Predictions__SilenceSeconds"] = Text(1.5),
            ["Predictions__MessageResendAfterSeconds"] = Text(1.5),
            ["Predictions__ThrottledSeconds"] = Text(0.5),
            ["Predictions__AccountRejectedRetrySeconds"] = Text(1),
            ["Reconciliation__OrphanedRunPollSeconds"] = Text(1),
            ["Reconciliation__ListingOverlapSeconds"] = Text(10),
            ["Generations__IdempotencyLeaseSeconds"] = Text(2),
            ["Generations__IdempotencyWaitSeconds"] = Text(1),
            ["Generations__CheckHintAfterSeconds"] = Text(600),
            ["Outputs__RetrySeconds"] = Text(0.1),
            ["Storage__FileMoveLeaseSeconds"] = Text(3),
            ["Replicate__CreateTimeoutSeconds"] = Text(20),
        },
        TimeSpan.FromSeconds(1), 16, TimeSpan.FromSeconds(0.6), TimeSpan.FromSeconds(90));

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
