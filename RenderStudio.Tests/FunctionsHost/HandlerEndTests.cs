using System.Diagnostics;
using System.Net;
using RenderStudio.Local.FunctionsHost;
using RenderStudio.Local.FunctionsHost.Handlers;
using RenderStudio.Tests.Support;

namespace RenderStudio.Tests.FunctionsHost;

public sealed class HandlerEndTests
{
    [Fact]
    public async Task A_handler_that_ends_with_zero_stays_down_and_its_invocations_fail()
    {
        using var app = new ScriptedApp().Http("Hello", "hello").Answer("/hello", new { exit = 0 });
        await using var host = await app.StartAsync();
        using var client = new FrontDoorClient(host);
        Assert.Equal(HttpStatusCode.InternalServerError, (await client.GetAsync("hello")).StatusCode);
        app.Answer("/hello", new { });
        Assert.Equal(HttpStatusCode.InternalServerError, (await client.GetAsync("hello")).StatusCode);
        Assert.Single(app.Starts());
        Assert.False(host.Failed.IsCompleted);
    }

    [Fact]
    public async Task Exit_code_200_asks_for_a_restart_and_is_no_error()
    {
        using var app = new ScriptedApp().Http("Hello", "hello");
        await using var host = await app.StartAsync();
        for (var round = 1; round <= 4; round++)
            await EndAsync(app, host, exit: 200);
        Assert.Equal(5, app.Starts().Count);
        Assert.Single(app.Starts().Select(start => start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"]).Distinct());
        Assert.False(host.Failed.IsCompleted);
    }

    [Fact]
    public async Task The_third_error_in_a_row_shuts_the_host_down()
    {
        using var app = new ScriptedApp().Http("Hello", "hello").Startup(new { stdout = new[] { "hello from me" } });
        await using var host = await app.StartAsync();
        await EndAsync(app, host, exit: 3);
        await EndAsync(app, host, exit: 4);
        Assert.False(host.Failed.IsCompleted);
        await EndAsync(app, host, exit: 5, comesBack: false);
        var failure = await host.Failed.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Contains("Instance 1 of the function app ended with code 5: the third error in a row", failure.Reason);
        Assert.Contains("hello from me", failure.LastOutput);
        Assert.Equal(3, app.Starts().Count);
    }

    [Fact]
    public async Task A_handler_that_crashes_at_its_start_is_refused_with_its_last_words()
    {
        using var app = new ScriptedApp().Http("Hello", "hello")
            .Startup(new { exit = 7, stderr = new[] { "no such table" } });
        var refusal = await Assert.ThrowsAsync<HostRefusedException>(() => app.StartAsync());
        Assert.Contains("ended with code 7", refusal.Message);
        Assert.Contains("no such table", refusal.LastOutput);
    }

    [Fact]
    public async Task What_the_platform_does_to_an_instance_is_never_a_strike()
    {
        using var app = new ScriptedApp().Http("Hello", "hello");
        await using var host = await app.StartAsync();
        using var client = new FrontDoorClient(host);
        for (var round = 1; round <= 5; round++)
        {
            host.Kill(1);
            await Eventually.BecomesTrueAsync(() => app.Starts().Count == round + 1);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("hello")).StatusCode);
        }
        host.Stop(1);
        host.Continue(1);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("hello")).StatusCode);
        Assert.False(host.Failed.IsCompleted);
    }

    [Fact]
    public async Task A_stopped_host_leaves_no_handler_and_none_of_its_children()
    {
        using var app = new ScriptedApp().Http("Hello", "hello").Startup(new { child = true });
        var host = await app.StartAsync();
        await host.DisposeAsync();
        await host.DisposeAsync();
        var start = Assert.Single(app.Starts());
        Assert.False(Runs(start.Pid));
        await Eventually.BecomesTrueAsync(() => !Runs(start.Child));
    }

    [Fact]
    public async Task An_invocation_beyond_functionTimeout_costs_the_handler_but_no_strike()
    {
        using var app = new ScriptedApp().Http("Hello", "hello").Http("Slow", "slow")
            .Host("""{ "functionTimeout": "00:00:01" }""").Answer("/slow", new { hang = true });
        await using var host = await app.StartAsync();
        using var client = new FrontDoorClient(host);
        for (var round = 1; round <= 3; round++)
        {
            Assert.Equal(HttpStatusCode.InternalServerError, (await client.GetAsync("slow")).StatusCode);
            await Eventually.BecomesTrueAsync(() => app.Starts().Count == round + 1);
        }
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("hello")).StatusCode);
    }

    [Fact]
    public void Strikes_are_forgotten_when_the_last_one_is_old()
    {
        var clock = FixedClock.AtUnixSeconds(1_800_000_000);
        var strikes = new Strikes(clock, TimeSpan.FromMinutes(30));
        Assert.False(strikes.Add());
        Assert.False(strikes.Add());
        clock.Now += TimeSpan.FromMinutes(31);
        Assert.False(strikes.Add());
        clock.Now += TimeSpan.FromMinutes(29);
        Assert.False(strikes.Add());
        clock.Now += TimeSpan.FromMinutes(29);
        Assert.True(strikes.Add());
    }

    [Fact]
    public async Task Output_is_forwarded_by_the_level_rule()
    {
        using var lines = new RecordedLog();
        using var app = new ScriptedApp().Http("Hello", "hello").Startup(new
        {
            stdout = new[] { "an error in words only" },
            stderr = new[] { "it broke", "just a Warning" },
        });
        await using var host = await app.StartAsync(change: options => options with { Log = lines });
        await Eventually.BecomesTrueAsync(() => lines.Of("Host.Function.Console").Count == 3);
        Assert.Equal(
            ["Error: it broke", "Information: an error in words only", "Warning: just a Warning"],
            lines.Of("Host.Function.Console").Order(StringComparer.Ordinal));
    }

    // A dead process whose parent has not asked for it yet is a zombie, and no longer runs.
    private static bool Runs(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static async Task EndAsync(ScriptedApp app, StandInHost host, int exit, bool comesBack = true)
    {
        var before = app.Starts().Count;
        using var client = new FrontDoorClient(host);
        app.Answer("/hello", new { exit });
        // With a body, since the proxy's client sends one without again when a kept connection breaks.
        var answer = await client.SendAsync(HttpMethod.Post, "hello", new StringContent("x"));
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
        app.Answer("/hello", new { });
        if (comesBack)
            await Eventually.BecomesTrueAsync(() => app.Starts().Count == before + 1);
        if (comesBack)
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("hello")).StatusCode);
    }
}
