using System.Diagnostics;
using System.Net;
using RenderStudio.Local.Children;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.FunctionsHost;

public sealed class StopTests(Services services)
{
    [Fact]
    public async Task On_SIGTERM_a_running_request_finishes_and_the_worker_exits()
    {
        using var app = new ScriptedApp().Answer("/web/slow", new { wait = 2000, body = "done" });
        await using var host = await RunningHost.StartAsync(app, await TestQueue.CreateAsync(services));
        var slow = host.Client.GetStringAsync("/web/slow");
        await app.BecomesAsync("http");
        Assert.Equal(0, await host.TerminateAsync());
        Assert.Equal("done", await slow);
        Assert.False(ProcessTree.AnyLives(app.Workers()));
        Assert.Empty(host.Errors);
    }

    [Fact]
    public async Task On_SIGTERM_during_a_restart_of_the_worker_waiting_requests_fail_immediately()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp();
        await using var host = await RunningHost.StartAsync(app, queue);
        app.Start("held");
        Signal.Kill.SendTo(Assert.Single(app.Workers()));
        await Eventually.BecomesTrueAsync(() => app.Workers().Count == 2);
        var waiting = host.Client.GetAsync("/web/a");
        await queue.SendAsync([1]);
        await host.LogsAsync("Executing 'Functions.Work'");
        Assert.False(waiting.IsCompleted);
        var since = Stopwatch.GetTimestamp();
        Assert.Equal(0, await host.TerminateAsync());
        // Running work has ten seconds.
        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, TimeSpan.FromSeconds(8));
        using var answer = await waiting;
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        // The message stays in the queue for another instance.
        Assert.Equal(1, await queue.CountAsync());
        Assert.False(ProcessTree.AnyLives(app.Workers()));
    }

    [Fact]
    public async Task On_SIGTERM_the_token_of_a_queue_function_is_canceled()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp().Answer("queue", new { wait = -1 });
        await using var host = await RunningHost.StartAsync(app, queue);
        await queue.SendAsync([1]);
        await app.BecomesAsync("queue");
        Assert.Equal(0, await host.TerminateAsync());
        Assert.Single(app.Calls("queue canceled"));
        // A failed message is visible immediately.
        Assert.Equal(1, await queue.VisibleAsync());
    }

    [Fact]
    public async Task On_SIGTERM_a_function_that_ignores_its_token_delays_the_exit_by_a_limited_time()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp().Answer("queue", new { wait = -1, ignoresToken = true });
        await using var host = await RunningHost.StartAsync(app, queue);
        await queue.SendAsync([1]);
        await app.BecomesAsync("queue");
        // SIGKILL would follow after 30 seconds.
        Assert.Equal(0, await host.TerminateAsync());
        Assert.False(ProcessTree.AnyLives(app.Workers()));
    }

    [Fact]
    public async Task A_host_that_is_killed_with_work_in_flight_leaves_no_worker_and_its_message_keeps_its_lease()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp().Answer("queue", new { wait = -1 }).Answer("/web/slow", new { wait = -1 });
        await using var host = await RunningHost.StartAsync(app, queue);
        await queue.SendAsync([1]);
        var request = host.Client.GetAsync("/web/slow");
        await Task.WhenAll(app.BecomesAsync("queue"), app.BecomesAsync("http"));
        host.Kill();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => request);
        await Eventually.BecomesTrueAsync(() => !ProcessTree.AnyLives(app.Workers()));
        Assert.Empty(app.Calls("queue canceled"));
        // The message exists and is hidden until its ten minutes have passed.
        Assert.Equal((1, 0), (await queue.CountAsync(), await queue.VisibleAsync()));
    }

    [Fact]
    public async Task One_signal_to_the_hosts_group_stops_and_continues_host_and_worker()
    {
        using var app = new ScriptedApp();
        await using var host = await RunningHost.StartAsync(app, await TestQueue.CreateAsync(services));
        Signal.Stop.SendTo(-host.Pid);
        var worker = Assert.Single(app.Workers());
        await Eventually.BecomesTrueAsync(() => StateOf(worker) == 'T' && StateOf(host.Pid) == 'T');
        Signal.Continue.SendTo(-host.Pid);
        (await host.Client.GetAsync("/web/a")).EnsureSuccessStatusCode();
    }

    private static char StateOf(int pid) => File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1][0];
}
