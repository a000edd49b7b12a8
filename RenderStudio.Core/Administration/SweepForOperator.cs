using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Administration;

/// <summary>Runs the hourly sweeps now and records who did it.</summary>
public sealed class SweepForOperator(StudioDatabase database, SweepStorage sweep)
{
    /// <param name="dryRun">A dry run changes nothing and is not recorded.</param>
    /// <returns>The counts by the name of the sweep, without failed sweeps.</returns>
    public async Task<IReadOnlyDictionary<string, SweepCount>> RunAsync(
        bool dryRun, Caller caller, CancellationToken ct)
    {
        // Committed before the sweeps, which have many transactions of their own: none runs without its act.
        if (!dryRun)
            await RecordAsync(caller, ct);
        return await sweep.RunOnceAsync(dryRun, ct);
    }

    private async Task RecordAsync(Caller caller, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await AdminActStore.AppendAsync(
            connection, new(caller.OwnerId, ActKind.SweepStorage, AdminAct.Everything, null, []));
    }
}
