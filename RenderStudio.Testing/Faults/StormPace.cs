using System.Globalization;

namespace RenderStudio.Testing.Faults;

/// <summary>The timing of a storm: how fast the app detects a crash, and the time limits of the storm.</summary>
/// <param name="Settings">App settings in addition to the studio's.</param>
/// <param name="ReconcileEvery">Null to rely on the timer.</param>
/// <param name="InFlight">Generations that keep both instances busy even while some wait for a crashed instance's lease
/// to expire.</param>
/// <param name="KillPause">The longest pause after a kill. Where the cost of a kill is measured, the next kill usually
/// does not fall into it.</param>
/// <param name="Patience">The time limit from the last fault until no work is in progress.</param>
public sealed record StormPace(
    IReadOnlyDictionary<string, string> Settings, TimeSpan? ReconcileEvery, int InFlight, TimeSpan KillPause,
    TimeSpan Patience)
{
    private static readonly Dictionary<string, string> Unlimited = new()
    {
        ["Plans__Studio__CreditsPerMonth"] = "1000000",
        ["Plans__Studio__ConcurrentGenerations"] = "1000",
    };

    /// <summary>The default settings of the product, so that measurements apply to the documented values.</summary>
    public static StormPace Product { get; } = new(
        Unlimited, null, 16, TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(15));

    /// <summary>
    /// The same in seconds, for tests. No generation fails because of lease expiries here: each one must succeed.
    /// </summary>
    public static StormPace Quick { get; } = new(
        new Dictionary<string, string>(Unlimited)
        {
            ["Database__IdleTransactionSeconds"] = Text(2),
            ["Predictions__LeaseSeconds"] = Text(3),
            ["Predictions__LeaseRenewSeconds"] = Text(0.5),
            ["Predictions__MaxLeaseExpiries"] = Text(20),
            ["Predictions__MaxStoringTries"] = Text(50),
            ["Predictions__MaxInvalidRounds"] = Text(2),
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
