using RenderStudio.Local.Children;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Instances;

/// <summary>The supervision of host processes: each test starts real processes.</summary>
public sealed class InstancePoolTests
{
    [Fact]
    public async Task An_instance_is_reported_with_its_worker_its_host_and_its_port()
    {
        await using var hosts = await FakeHosts.StartAsync(count: 2);

        foreach (var start in hosts.Starts())
        {
            var status = await hosts.StatusAsync(start.Instance);
            Assert.Equal((start.Worker, start.Pid, start.Port), (status.Pid, status.HostPid, status.Port));
            Assert.True(status.Ready);
        }
    }

    [Fact]
    public async Task A_killed_instance_restarts_in_new_processes_after_every_kill()
    {
        await using var hosts = await FakeHosts.StartAsync(count: 2);
        for (var times = 1; times <= 4; times++)
        {
            var before = await hosts.StatusAsync(2);

            Assert.True(hosts.Pool.Kill(2));

            var after = await Eventually.BecomesAsync(
                () => hosts.StatusAsync(2), status => status.Ready && status.HostPid != before.HostPid);
            Assert.NotEqual(before.Pid, after.Pid);
            await Eventually.BecomesTrueAsync(() => !ProcessTree.AnyLives([before.Pid, before.HostPid]));
        }
        Assert.False(hosts.Pool.Failed.IsCompleted);
        Assert.Equal(1, hosts.Starts().Count(start => start.Instance == 1));
    }

    [Fact]
    public async Task A_frozen_instance_is_not_ready_until_it_continues()
    {
        await using var hosts = await FakeHosts.StartAsync();

        Assert.True(hosts.Pool.Stop(1));
        Assert.False((await hosts.StatusAsync()).Ready);

        Assert.True(hosts.Pool.Continue(1));
        await hosts.BecomesReadyAsync(1);
        Assert.Single(hosts.Starts());
    }

    [Fact]
    public async Task A_frozen_instance_can_be_killed()
    {
        await using var hosts = await FakeHosts.StartAsync();
        var before = await hosts.StatusAsync();
        hosts.Pool.Stop(1);

        hosts.Pool.Kill(1);

        Assert.NotEqual(before.HostPid, (await hosts.BecomesReadyAsync(1)).HostPid);
    }

    [Fact]
    public async Task An_unknown_instance_cannot_be_signalled()
    {
        await using var hosts = await FakeHosts.StartAsync();

        Assert.False(hosts.Pool.Kill(0) || hosts.Pool.Stop(2) || hosts.Pool.Continue(-1));
    }

    [Fact]
    public async Task A_host_that_requests_a_restart_starts_again()
    {
        await using var hosts = await FakeHosts.StartAsync();
        var before = await hosts.StatusAsync();

        using var answer = await hosts.Client.GetAsync("/restart");

        Assert.NotEqual(before.HostPid, (await hosts.BecomesReadyAsync(1)).HostPid);
        Assert.False(hosts.Pool.Failed.IsCompleted);
    }

    [Fact]
    public async Task A_host_that_shuts_itself_down_is_reported_with_its_reason_and_last_output()
    {
        await using var hosts = await FakeHosts.StartAsync(count: 2);
        _ = hosts.Client.GetAsync("/shut-down");

        var failure = await hosts.Pool.Failed.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(("The worker crashed three times.", "its last lines"), (failure.Reason, failure.LastOutput));
    }

    [Fact]
    public async Task A_host_that_is_killed_externally_is_reported_and_leaves_no_worker()
    {
        await using var hosts = await FakeHosts.StartAsync(startup: new { stdout = new[] { "info Host: all well" } });
        var instance = await hosts.StatusAsync();

        Signal.Kill.SendTo(instance.HostPid);

        var failure = await hosts.Pool.Failed.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal("Instance 1 of the function app ended by itself with exit code 137.", failure.Reason);
        Assert.Contains("all well", failure.LastOutput, StringComparison.Ordinal);
        await hosts.AreGoneAsync();
    }

    [Fact]
    public async Task A_host_that_rejects_its_app_prevents_the_start_with_its_own_message()
    {
        await using var hosts = FakeHosts.Prepare(
            startup: new { stderr = new[] { "host.json is missing.", "one more line" }, exit = 1 });

        var refusal = await Assert.ThrowsAsync<CannotStartException>(() => hosts.Pool.StartAsync(default));

        Assert.StartsWith("host.json is missing.", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("one more line", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_whose_port_was_taken_meanwhile_starts_on_another_port()
    {
        await using var hosts = await FakeHosts.StartAsync(startup: new { losesPort = true });

        Assert.Equal(2, hosts.Starts().DistinctBy(start => start.Port).Count());
        Assert.False(hosts.Pool.Failed.IsCompleted);
    }

    [Fact]
    public async Task A_host_that_never_runs_prevents_the_start_after_the_limit()
    {
        await using var hosts = FakeHosts.Prepare(
            options => options with { StartLimit = TimeSpan.FromSeconds(5) },
            new { neverRuns = true, stdout = new[] { "info Host: I wait for my worker" } });

        var refusal = await Assert.ThrowsAsync<CannotStartException>(() => hosts.Pool.StartAsync(default));

        Assert.Contains("Instance 1 of the function app was not ready after 5 s.", refusal.Message);
        Assert.Contains("I wait for my worker", refusal.Message);
        await hosts.AreGoneAsync();
    }

    [Fact]
    public async Task A_host_that_cannot_be_run_prevents_the_start()
    {
        await using var hosts = FakeHosts.Prepare(
            options => options with { Command = (_, _) => new ChildCommand("The impossible", "/no/such/program", []) });

        await Assert.ThrowsAsync<CannotStartException>(() => hosts.Pool.StartAsync(default));
    }

    [Fact]
    public async Task A_start_that_is_canceled_leaves_no_process()
    {
        await using var hosts = FakeHosts.Prepare(startup: new { neverRuns = true });
        using var canceling = new CancellationTokenSource();
        var starting = hosts.Pool.StartAsync(canceling.Token);
        await Eventually.BecomesTrueAsync(() => hosts.Starts().Length == 1);

        await canceling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
        await hosts.StopAsync();
        await hosts.AreGoneAsync();
    }

    [Fact]
    public async Task At_the_end_a_host_is_stopped_and_no_worker_remains()
    {
        await using var hosts = await FakeHosts.StartAsync(count: 2);

        await hosts.StopAsync();

        Assert.Equal(2, hosts.Count("terminated.jsonl"));
        await hosts.AreGoneAsync();
        Assert.False(hosts.Pool.Failed.IsCompleted);
    }

    [Fact]
    public async Task A_host_that_ignores_SIGTERM_is_killed_after_the_limit()
    {
        await using var hosts = await FakeHosts.StartAsync(
            change: options => options with { StopLimit = TimeSpan.FromMilliseconds(200) },
            startup: new { ignoresTerminate = true });

        await hosts.StopAsync();

        await hosts.AreGoneAsync();
    }

    [Fact]
    public async Task A_frozen_host_is_killed_at_the_end()
    {
        await using var hosts = await FakeHosts.StartAsync();
        hosts.Pool.Stop(1);

        await hosts.StopAsync().WaitAsync(TimeSpan.FromSeconds(8));

        await hosts.AreGoneAsync();
    }

    [Fact]
    public async Task Lines_of_a_host_are_logged_with_their_level_under_its_number()
    {
        await using var hosts = await FakeHosts.StartAsync(startup: new
        {
            stdout = new[] { "info Function.StartPrediction: done", "warn Host.Queues: slow", "erro X: y", "no level" },
            stderr = new[] { "it hurts" },
        });

        await Eventually.BecomesTrueAsync(() => hosts.Log.Of("Host.1").Count >= 5);
        Assert.Equal(
            [
                "Error: X: y", "Error: it hurts", "Information: Function.StartPrediction: done",
                "Information: no level", "Warning: Host.Queues: slow",
            ],
            hosts.Log.Of("Host.1").Order(StringComparer.Ordinal));
    }
}
