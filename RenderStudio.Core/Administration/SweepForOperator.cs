using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Administration;

/// <summary>Runs the hourly sweeps now and records who did it.</summary>
public sealed class SweepForOperator(StudioDatabase database, SweepStorage sweep)
{
    /// <returns>The counts by the name of the sweep, without failed sweeps.</returns>
    public async Task<IReadOnlyDictionary<string, SweepCount>> RunAsync(
        string reason, Caller caller, CancellationToken ct)
    {
        // Committed before the sweeps, which have many transactions of their own: none runs without its act.
        await RecordAsync(reason, caller, ct);
        return await sweep.RunOnceAsync(dryRun: false, ct);
    }

    /// <summary>Counts what the sweeps would change. It changes nothing, so it is no act.</summary>
    public Task<IReadOnlyDictionary<string, SweepCount>> PreviewAsync(CancellationToken ct) =>
        sweep.RunOnceAsync(dryRun: true, ct);

    private async Task RecordAsync(string reason, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await AdminActStore.AppendAsync(
            connection, new(caller.OwnerId, ActKind.SweepStorage, AdminAct.Everything, reason, []));
    }
}
