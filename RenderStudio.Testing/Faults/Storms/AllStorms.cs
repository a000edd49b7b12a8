namespace RenderStudio.Testing.Faults.Storms;

public static class AllStorms
{
    /// <summary>In the order of the soak.</summary>
    public static IReadOnlyList<StormPlan> Plans { get; } =
    [
        KillStorms.Kills, KillStorms.CrashAfterAccept, FreezeStorms.Frozen, WebhookStorms.Dropped,
        WebhookStorms.Repeated, QueueStorms.Cleared, QueueStorms.Poison, DatabaseStorms.Restarts,
        DatabaseStorms.Sessions, CancelStorms.Races, LibraryStorms.Toggles, LibraryStorms.Erasures,
        OddStorms.Values,
    ];
}
