using System.Net;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using RenderStudio.Local.FunctionsHost;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.FunctionsHost;

public sealed class TimerTests(Services services)
{
    [Fact]
    public async Task A_timer_runs_on_its_schedule_and_goes_on_after_a_failure()
    {
        using var app = new ScriptedApp().Answer("timer", new { throws = "No luck" });
        app.Settings["TICK_SCHEDULE"] = "* * * * * *";
        await using var host = await RunningHost.StartAsync(app, await TestQueue.CreateAsync(services));
        await app.BecomesAsync("timer");
        app.Answer("timer", new { });
        await app.BecomesAsync("timer done", atLeast: 2);
        var timer = app.Calls("timer")[0].GetProperty("timer");
        Assert.False(timer.GetProperty("isPastDue").GetBoolean());
    }

    [Fact]
    public async Task The_timers_of_a_killed_host_run_again_when_their_lock_expires()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp();
        app.Settings["TICK_SCHEDULE"] = "* * * * * *";
        app.Settings["AzureFunctionsJobHost__singleton__listenerLockRecoveryPollingInterval"] = "00:00:15";
        await using (var first = await RunningHost.StartAsync(app, queue))
        {
            await app.BecomesAsync("timer");
            first.Kill();
            await first.Exited;
        }
        var before = app.Calls("timer").Count;
        await using var second = await RunningHost.StartAsync(app, queue);
        await Eventually.BecomesTrueAsync(
            () => app.Calls("timer").Count > before, within: TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_host_whose_timer_lock_is_taken_by_another_stops_and_requests_a_restart()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp();
        app.Settings["AzureFunctionsWebHost__hostid"] = queue.Name;
        await using var host = await RunningHost.StartAsync(app, queue);
        var locks = new BlobContainerClient(queue.Storage, "azure-webjobs-hosts");
        var held = await Eventually.BecomesAsync(
            () => Task.FromResult(locks.GetBlobs(BlobTraits.None, BlobStates.None, $"locks/{queue.Name}/", default)
                .FirstOrDefault(blob => blob.Properties.LeaseState == LeaseState.Leased)),
            found => found is not null);

        var lease = locks.GetBlobClient(held!.Name).GetBlobLeaseClient();
        await lease.BreakAsync(TimeSpan.Zero);
        await lease.AcquireAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(HostCommand.RestartExitCode, await host.Exited);
        Assert.Single(host.Errors, line => line.StartsWith("A listener failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_timer_runs_manually_and_a_caller_can_wait_for_its_end()
    {
        using var app = new ScriptedApp();
        await using var host = await RunningHost.StartAsync(app, await TestQueue.CreateAsync(services));
        using var started = await host.Client.PostAsync("/admin/functions/Tick", null);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        await app.BecomesAsync("timer done");
        using var waited = await host.Client.PostAsync("/admin/functions/tick?wait=true", null);
        Assert.Equal(HttpStatusCode.NoContent, waited.StatusCode);
        Assert.Equal(2, app.Calls("timer done").Count);
    }

    [Fact]
    public async Task A_manual_run_that_fails_returns_the_reason()
    {
        using var app = new ScriptedApp().Answer("timer", new { throws = "No luck" });
        await using var host = await RunningHost.StartAsync(app, await TestQueue.CreateAsync(services));
        using var answer = await host.Client.PostAsync("/admin/functions/Tick?wait=true", null);
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("No luck", await answer.Content.ReadAsStringAsync());
        await host.LogsAsync("The manual run of Tick failed: ");
    }

    [Fact]
    public async Task Only_existing_functions_run_manually()
    {
        using var app = new ScriptedApp();
        await using var host = await RunningHost.StartAsync(app, await TestQueue.CreateAsync(services));
        using var unknown = await host.Client.PostAsync("/admin/functions/Nothing", null);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using var http = await host.Client.PostAsync("/admin/functions/Web", null);
        Assert.Equal(HttpStatusCode.Accepted, http.StatusCode);
        await host.LogsAsync("The manual run of Web failed: ");
    }
}
