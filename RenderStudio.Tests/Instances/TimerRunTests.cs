using RenderStudio.Local.Instances;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Instances;

public sealed class TimerRunTests
{
    [Theory]
    [InlineData("Tick", true, null)]
    [InlineData("Broken", true, "Broken failed: it has a defect")]
    [InlineData("No such/timer", false, null)]
    public async Task A_manual_timer_run_has_the_result_that_the_host_reports(
        string function, bool known, string? failure)
    {
        await using var hosts = await FakeHosts.StartAsync();

        Assert.Equal(new TimerRun(known, failure), await hosts.Pool.RunTimerAsync(function, default));
    }

    [Fact]
    public async Task A_timer_runs_in_the_first_instance_that_is_ready()
    {
        await using var hosts = await FakeHosts.StartAsync(count: 2);
        hosts.Pool.Stop(1);

        Assert.Equal(TimerRun.Succeeded, await hosts.Pool.RunTimerAsync("Tick", default));
    }

    [Fact]
    public async Task A_timer_whose_instance_is_killed_has_failed_and_runs_once()
    {
        await using var hosts = await FakeHosts.StartAsync();
        var running = hosts.Pool.RunTimerAsync("Hanging", default);
        await Eventually.BecomesTrueAsync(() => hosts.Count("timers.jsonl") == 1);

        hosts.Pool.Kill(1);

        Assert.Contains("its instance ended", (await running).Failure!, StringComparison.Ordinal);
        await hosts.BecomesReadyAsync(1);
        Assert.Equal(1, hosts.Count("timers.jsonl"));
    }
}
