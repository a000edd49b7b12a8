namespace RenderStudio.Testing.Faults.Storms;

/// <summary>Instances of the app die while owners hide and show what is theirs, or ask to be forgotten.</summary>
public static class LibraryStorms
{
    private const string MovingSql =
        "select count(*)::int from pending_moves where lease_token is not null and lease_until > clock_timestamp()";

    /// <summary>A render of four pictures goes to and fro, while strangers look at it all the time.</summary>
    public static StormPlan Toggles { get; } = new("toggles", async (storm, scale) =>
    {
        var (toggles, deaths) = (50 * scale, 10 * scale);
        await using var render = await WatchedRender.CreateAsync(storm);
        for (var toggle = 0; toggle < toggles || storm.Struck["deaths in a move"] < deaths; toggle++)
        {
            if (toggle >= 4 * toggles)
                throw new StormException($"Too few moves were met: {storm.Struck}.");
            var isPublic = toggle % 2 == 0;
            var change = render.SetAsync(isPublic);
            if (storm.Struck["deaths in a move"] < deaths
                && await KillInAsync(storm, change, MovingSql, "deaths in a move"))
                storm.Struck.Add($"died: {await render.StateAsync()}");
            await change;
            storm.Struck.Add(isPublic ? "times published" : "times made private");
            await render.LiesWhereItBelongsAsync(isPublic);
        }

        // Where the audit looks for it.
        await render.SetAsync(isPublic: false);
        await storm.Studio.SweepAsync();
        await render.LiesWhereItBelongsAsync(isPublic: false);
        storm.Struck.Add("looks while it was private", await render.EndWatchAsync());
        storm.Struck.AtLeast("looks while it was private", toggles);
        return await storm.SettleAsync();
    });

    /// <summary>Owners with all there is to have are forgotten, and nothing of them is found.</summary>
    public static StormPlan Erasures { get; } = new("erasures", async (storm, scale) =>
    {
        var owners = 10 * scale;
        List<ForgottenOwner> forgotten = [];
        while (forgotten.Count < owners || storm.Struck["deaths in an erasure"] < owners)
        {
            if (forgotten.Count >= 4 * owners)
                throw new StormException($"Too few erasures were met: {storm.Struck}.");
            var owner = await ForgottenOwner.CreateAsync(storm);
            forgotten.Add(owner);
            await owner.IsThereAsync();
            var erasing = owner.EraseAsync();
            await KillInAsync(storm, erasing, owner.ErasingSql, "deaths in an erasure");
            await erasing;
        }

        storm.Struck.Add("owners erased", forgotten.Count);
        foreach (var owner in forgotten)
            await owner.IsForgottenAsync();
        return await storm.SettleAsync();
    });

    /// <summary>Both instances die at some moment of the work.</summary>
    /// <returns>False when it was over before.</returns>
    private static async Task<bool> KillInAsync(Storm storm, Task work, string underWaySql, string what)
    {
        while (!work.IsCompleted && await storm.CountAsync(underWaySql) is null or 0)
        {
        }

        // From the first step to some time after the last.
        await Task.WhenAny(work, Task.Delay(TimeSpan.FromMilliseconds(storm.Random.Next(120))));
        if (work.IsCompleted)
            return false;
        await Task.WhenAll(storm.KillAsync(1), storm.KillAsync(2));
        storm.Struck.Add(what);
        return true;
    }
}
