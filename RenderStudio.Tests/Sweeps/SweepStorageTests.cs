using Microsoft.Extensions.Logging.Abstractions;
using RenderStudio.Core.Sweeps;

namespace RenderStudio.Tests.Sweeps;

public sealed class SweepStorageTests
{
    [Fact]
    public async Task A_failed_sweep_blocks_no_other_sweep()
    {
        ISweep[] sweeps = [new Sweep("first", 1), new Failing(), new Sweep("last", 3)];

        var counts = await new SweepStorage(sweeps, NullLogger<SweepStorage>.Instance).RunOnceAsync(false, default);

        Assert.Equal(["first", "last"], counts.Keys.Order());
        Assert.Equal(new SweepCount(3, 3), counts["last"]);
    }

    [Fact]
    public async Task A_dry_run_is_passed_on()
    {
        var counts = await new SweepStorage([new Sweep("dry", 2)], NullLogger<SweepStorage>.Instance)
            .RunOnceAsync(dryRun: true, default);

        Assert.Equal(new SweepCount(2, 0), counts["dry"]);
    }

    [Fact]
    public async Task A_round_of_the_reconciler_runs_only_urgent_sweeps()
    {
        ISweep[] sweeps = [new Sweep("usual", 1), new Sweep("urgent", 2) { IsUrgent = true }];

        var counts = await new SweepStorage(sweeps, NullLogger<SweepStorage>.Instance).RunUrgentAsync(false, default);

        Assert.Equal(["urgent"], counts.Keys);
    }

    private sealed class Sweep(string name, int found) : ISweep
    {
        public string Name => name;

        public bool IsUrgent { get; init; }

        public Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct) =>
            Task.FromResult(new SweepCount(found, dryRun ? 0 : found));
    }

    private sealed class Failing : ISweep
    {
        public string Name => "failing";

        public Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct) => throw new IOException("No storage.");
    }
}
