using System.Diagnostics;
using System.Net;
using RenderStudio.Local.Children;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.FunctionsHost;

public sealed class WorkerCrashTests(Services services)
{
    [Fact]
    public async Task Three_crashes_by_one_request_end_the_host_with_one_reason()
    {
        using var app = new ScriptedApp().Answer("/web/crash", new { exit = 3 });
        await using var host = await RunningHost.StartAsync(app, await TestQueue.CreateAsync(services));
        for (var crash = 1; crash <= 3; crash++)
            await FailsAsync(host.Client.GetAsync("/web/crash"));
        Assert.Equal(1, await host.Exited);
        Assert.Equal(3, app.Workers().Count);
        Assert.Equal(3, app.Calls("http").Count);
        Assert.Equal("The worker ended with code 3: the third error in a row, after which the Functions host stops.",
            host.Errors[0]);
        Assert.Contains("The script ends this process with code 3.", host.Errors);
        Assert.Equal(3, host.Log.Count(line => line == "erro Host.Worker: The worker ended with code 3."));
    }

    [Fact]
    public async Task The_third_crash_immediately_fails_requests_that_wait_for_a_worker()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp();
        await using var host = await RunningHost.StartAsync(app, queue);
        foreach (var worker in new[] { 1, 2 })
        {
            await Eventually.BecomesTrueAsync(async () => (await host.StateAsync())!.WorkerProcessId != 0
                && app.Workers().Count == worker);
            (await host.Client.GetAsync("/web/a")).EnsureSuccessStatusCode();
            app.Start(worker == 2 ? "held" : "");
            Signal.Kill.SendTo(app.Workers()[^1]);
        }
        await Eventually.BecomesTrueAsync(() => app.Workers().Count == 3);
        var waiting = host.Client.GetAsync("/web/b");
        await queue.SendAsync([1]);
        await host.LogsAsync("Executing 'Functions.Work'");
        Assert.False(waiting.IsCompleted);
        var since = Stopwatch.GetTimestamp();
        Signal.Kill.SendTo(app.Workers()[^1]);
        await FailsAsync(waiting);
        // Running work has ten seconds.
        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, TimeSpan.FromSeconds(8));
        Assert.Equal(1, await host.Exited);
        Assert.StartsWith("The worker ended with code 137: the third error in a row", host.Errors[0]);
    }

    [Fact]
    public async Task The_reason_of_the_end_is_written_before_the_host_waits_for_its_clients()
    {
        using var app = new ScriptedApp().Start("exit 7");
        await using var host = await RunningHost.RunAsync(app, await TestQueue.CreateAsync(services));
        await Eventually.BecomesAsync(host.StateAsync, state => state is not null);
        // After its response, the server reads the body for five seconds.
        using var held = await HeldRequest.PostAsync(host.Client, "/web/a", "", announced: 1, default);
        await Eventually.BecomesTrueAsync(() => host.Errors.Count > 0);
        var since = Stopwatch.GetTimestamp();
        Assert.Equal(1, await host.Exited);
        Assert.StartsWith("The worker ended with code 7: the third error in a row", host.Errors[0]);
        Assert.True(Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_request_that_crashes_the_worker_is_delivered_once_and_answered_500(string method)
    {
        using var app = new ScriptedApp().Answer("/web/crash", new { exit = 1 });
        await using var host = await RunningHost.StartAsync(app, await TestQueue.CreateAsync(services));
        // A reused connection is the one whose break could stay unnoticed.
        (await host.Client.GetAsync("/web/first")).EnsureSuccessStatusCode();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/web/crash");
        await FailsAsync(host.Client.SendAsync(request));
        // The request waits for the new worker.
        (await host.Client.GetAsync("/web/last")).EnsureSuccessStatusCode();
        Assert.Equal(["/web/first", "/web/crash", "/web/last"],
            app.Calls("http").Select(call => call.GetProperty("path").GetString()));
        Assert.Equal(2, app.Workers().Count);
    }

    [Fact]
    public async Task A_message_that_crashes_the_worker_is_retried_by_the_next_worker()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp().Answer("queue", new { exit = 1 });
        await using var host = await RunningHost.StartAsync(app, queue);
        await queue.SendAsync([1]);
        await app.BecomesAsync("queue");
        app.Answer("queue", new { });
        await app.BecomesAsync("queue done");
        Assert.Equal(["1", "2"], app.Calls("queue").Select(
            call => call.GetProperty("metadata").GetProperty("DequeueCount").GetString()));
        await queue.BecomesEmptyAsync();
    }

    [Fact]
    public async Task A_killed_worker_is_restarted_and_the_host_keeps_running()
    {
        using var app = new ScriptedApp();
        await using var host = await RunningHost.StartAsync(app, await TestQueue.CreateAsync(services));
        Signal.Kill.SendTo(Assert.Single(app.Workers()));
        await host.LogsAsync("The worker ended with code 137.");
        (await host.Client.GetAsync("/web/a")).EnsureSuccessStatusCode();
        Assert.Equal(app.Workers()[^1], (await host.StateAsync())!.WorkerProcessId);
    }

    [Fact]
    public async Task A_worker_that_exits_with_200_is_started_again_and_not_counted()
    {
        using var app = new ScriptedApp().Answer("/web/restart", new { exit = 200 });
        await using var host = await RunningHost.StartAsync(app, await TestQueue.CreateAsync(services));
        for (var restart = 1; restart <= 3; restart++)
            await FailsAsync(host.Client.GetAsync("/web/restart"));
        (await host.Client.GetAsync("/web/a")).EnsureSuccessStatusCode();
        Assert.Equal(4, app.Workers().Count);
    }

    [Fact]
    public async Task A_worker_that_exits_with_0_is_not_started_again_and_its_requests_fail()
    {
        using var app = new ScriptedApp().Answer("/web/leave", new { exit = 0 }).FunctionTimeout("00:10:00");
        await using var host = await RunningHost.StartAsync(app, await TestQueue.CreateAsync(services));
        await FailsAsync(host.Client.GetAsync("/web/leave"));
        await host.LogsAsync("The worker ended with code 0");
        await FailsAsync(host.Client.GetAsync("/web/a"));
        Assert.Single(app.Workers());
        Assert.Equal(0, (await host.StateAsync())!.WorkerProcessId);
    }

    [Fact]
    public async Task After_an_exit_with_0_a_message_that_exceeds_functionTimeout_restarts_the_worker()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp().FunctionTimeout("00:00:03");
        await using var host = await RunningHost.StartAsync(app, queue);
        // No invocation ends with the worker, so only that of the message can exceed the limit.
        Signal.Terminate.SendTo(Assert.Single(app.Workers()));
        await host.LogsAsync("The worker ended with code 0");
        await queue.SendAsync([1]);
        await host.LogsAsync("Work exceeded functionTimeout (00:00:03).");
        await host.LogsAsync("The worker is started again after functionTimeout.");
        await app.BecomesAsync("queue done");
        Assert.Equal(2, app.Workers().Count);
        Assert.Equal("2", app.Calls("queue")[0].GetProperty("metadata").GetProperty("DequeueCount").GetString());
    }

    private static async Task FailsAsync(Task<HttpResponseMessage> request)
    {
        using var answer = await request;
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }
}
