namespace RenderStudio.Testing.Faults.Storms;

/// <summary>Instances of the app are killed while owners hide and show content or request erasure.</summary>
public static class LibraryStorms
{
    private const string MovingSql =
        "select count(*)::int from pending_moves where lease_token is not null and lease_until > clock_timestamp()";

    /// <summary>
    /// A render of four pictures is published and hidden repeatedly while other clients request it continuously.
    /// </summary>
    public static StormPlan Toggles { get; } = new("toggles", async (storm, scale) =>
    {
        var (toggles, crashes) = (20 * scale, 4 * scale);
        await using var render = await WatchedRender.CreateAsync(storm);
        for (var toggle = 0; toggle < toggles || storm.Counts["crashes in a move"] < crashes; toggle++)
        {
            if (toggle >= 4 * toggles)
                throw new StormException($"Too few moves were interrupted: {storm.Counts}.");
            var isPublic = toggle % 2 == 0;
            var change = render.SetAsync(isPublic);
            if (storm.Counts["crashes in a move"] < crashes
                && await KillInAsync(storm, change, MovingSql, "crashes in a move"))
                storm.Counts.Add($"crashed: {await render.StateAsync()}");
            await change;
            storm.Counts.Add(isPublic ? "times published" : "times made private");
            await render.VerifyLocationAsync(isPublic);
        }

        // The state that the audit expects.
        await render.SetAsync(isPublic: false);
        await storm.Studio.SweepAsync();
        await render.VerifyLocationAsync(isPublic: false);
        storm.Counts.Add("checks while it was private", await render.EndWatchAsync());
        storm.Counts.AtLeast("checks while it was private", toggles);
        return await storm.SettleAsync();
    });

    /// <summary>Owners with every kind of data are erased, and no trace of them is found.</summary>
    public static StormPlan Erasures { get; } = new("erasures", async (storm, scale) =>
    {
        var owners = 4 * scale;
        List<OwnerToErase> erased = [];
        while (erased.Count < owners || storm.Counts["crashes in an erasure"] < owners)
        {
            if (erased.Count >= 4 * owners)
                throw new StormException($"Too few erasures were interrupted: {storm.Counts}.");
            var owner = await OwnerToErase.CreateAsync(storm);
            erased.Add(owner);
            await owner.IsThereAsync();
            var erasing = owner.EraseAsync();
            await KillInAsync(storm, erasing, owner.ErasingSql, "crashes in an erasure");
            await erasing;
        }

        storm.Counts.Add("owners erased", erased.Count);
        foreach (var owner in erased)
            await owner.VerifyErasedAsync();
        return await storm.SettleAsync();
    });

    // Between two looks at the database, which would otherwise use most of the processor.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Kills both instances at some time during the work.</summary>
    /// <returns>False when the work ended before.</returns>
    private static async Task<bool> KillInAsync(Storm storm, Task work, string underWaySql, string what)
    {
        while (!work.IsCompleted && await storm.CountAsync(underWaySql) is null or 0)
            await Task.Delay(Pause);

        // The kill falls between the first step and some time after the last.
        await Task.WhenAny(work, Task.Delay(TimeSpan.FromMilliseconds(storm.Random.Next(120))));
        if (work.IsCompleted)
            return false;
        await Task.WhenAll(storm.KillAsync(1), storm.KillAsync(2));
        storm.Counts.Add(what);
        return true;
    }
}
