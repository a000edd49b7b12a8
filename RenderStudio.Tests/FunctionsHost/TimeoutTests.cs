using System.Net;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.FunctionsHost;

public sealed class TimeoutTests(Services services)
{
    [Fact]
    public async Task A_function_that_observes_its_token_fails_and_keeps_its_worker()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp().Answer("queue", new { wait = -1 }).FunctionTimeout("00:00:01");
        await using var host = await RunningHost.StartAsync(app, queue);
        await queue.SendAsync([1]);
        await app.BecomesAsync("queue canceled");
        app.Answer("queue", new { });
        await app.BecomesAsync("queue done");
        await host.LogsAsync("Work exceeded functionTimeout (00:00:01).");
        Assert.Single(app.Workers());
    }

    [Fact]
    public async Task A_function_that_ignores_its_token_restarts_the_worker_and_counts_as_no_crash()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp().FunctionTimeout("00:00:03")
            .Answer("queue", new { wait = -1, ignoresToken = true });
        await using var host = await RunningHost.StartAsync(app, queue);
        await queue.SendAsync([1]);
        // More often than the crash limit.
        await Eventually.BecomesTrueAsync(() => app.Workers().Count >= 5, within: TimeSpan.FromSeconds(120));
        await queue.Poison.BecomesOneAsync();
        await host.LogsAsync("The worker was killed after functionTimeout.");
        Assert.False(host.Exited.IsCompleted);
    }

    [Fact]
    public async Task A_request_that_exceeds_functionTimeout_is_answered_500()
    {
        using var app = new ScriptedApp().FunctionTimeout("00:00:03")
            .Answer("/web/slow", new { wait = -1, obeys = "invocation" });
        await using var host = await RunningHost.StartAsync(app, await TestQueue.CreateAsync(services));
        // The first request of a worker is slow: it could exceed the timeout before its function starts.
        await Eventually.BecomesTrueAsync(async () => (await host.Client.GetAsync("/web/first")).IsSuccessStatusCode);
        using var answer = await host.Client.GetAsync("/web/slow");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        await app.BecomesAsync("aborted");
        Assert.Single(app.Workers());
    }
}
