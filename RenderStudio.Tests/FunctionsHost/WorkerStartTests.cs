using System.Text.Json.Nodes;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.FunctionsHost;

public sealed class WorkerStartTests(Services services)
{
    [Fact]
    public async Task The_worker_receives_its_folder_its_host_and_its_settings()
    {
        using var app = new ScriptedApp().Set("host.json", "version", "2.0");
        await File.WriteAllTextAsync(app.PathOf("local.settings.json"),
            """{ "Values": { "LOCAL_SETTING": "from the file", "WORK_QUEUE": "not this one" } }""");
        await using var host = await RunningHost.StartAsync(app, await TestQueue.CreateAsync(services));
        var start = Assert.Single(app.Calls("start"));
        Assert.Equal(app.Folder, start.GetProperty("workerDirectory").GetString());
        Assert.Equal("Development", start.GetProperty("environment").GetString());
        Assert.Equal("from the file", start.GetProperty("local").GetString());
        var arguments = start.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()).ToList();
        string[] names =
        [
            "--host", "--port", "--workerId", "--requestId", "--grpcMaxMessageLength", "--functions-uri",
            "--functions-worker-id", "--functions-request-id", "--functions-grpc-max-message-length",
        ];
        Assert.Empty(names.Except(arguments));
    }

    [Fact]
    public async Task A_request_that_comes_while_the_worker_starts_waits_for_it()
    {
        using var app = new ScriptedApp().Start("held");
        await using var host = await RunningHost.RunAsync(app, await TestQueue.CreateAsync(services));
        var request = Eventually.BecomesAsync(host.StateAsync, state => state is not null)
            .ContinueWith(_ => host.Client.GetAsync("/web/a"), TaskScheduler.Default).Unwrap();
        await Eventually.BecomesTrueAsync(() => app.Workers().Count == 1);
        Assert.Equal("Starting", (await Eventually.BecomesAsync(host.StateAsync, state => state is not null))!.State);
        Assert.False(request.IsCompleted);
        app.Start("");
        (await request).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task A_worker_that_never_connects_times_out_three_times_and_ends_the_host()
    {
        using var app = new ScriptedApp().Start("silent").Set("worker.config.json", "processOptions",
            new JsonObject { ["processStartupTimeout"] = "00:00:03" });
        await using var host = await RunningHost.RunAsync(app, await TestQueue.CreateAsync(services));
        Assert.Equal(1, await host.Exited);
        Assert.StartsWith("The worker did not connect within 00:00:03: the third error in a row", host.Errors[0]);
        Assert.False(ProcessTree.AnyLives(app.Workers()));
    }

    [Theory]
    [InlineData(0, "The worker ended with code 0 before it was ready: the third error")]
    [InlineData(9, "The worker ended with code 9: the third error")]
    public async Task A_worker_that_exits_at_its_start_is_tried_three_times(int code, string reason)
    {
        using var app = new ScriptedApp().Start($"exit {code}");
        await using var host = await RunningHost.RunAsync(app, await TestQueue.CreateAsync(services));
        Assert.Equal(1, await host.Exited);
        Assert.Equal(3, app.Workers().Count);
        Assert.StartsWith(reason, host.Errors[0]);
        Assert.Contains("The script ends this process at its start.", host.Errors);
    }

    [Fact]
    public async Task A_second_connection_of_a_worker_is_rejected_and_the_first_one_stays()
    {
        using var app = new ScriptedApp().Start("twice");
        await using var host = await RunningHost.StartAsync(app, await TestQueue.CreateAsync(services));
        app.Start("");
        const string alreadyExists = "6";
        Assert.Equal(alreadyExists,
            (await app.BecomesAsync("second connection"))[0].GetProperty("status").GetString());
        await Eventually.BecomesTrueAsync(() => host.Log.Count(
            line => line.Contains("Refused a second connection", StringComparison.Ordinal)) == 1);
        (await host.Client.GetAsync("/web/a")).EnsureSuccessStatusCode();
        Assert.Single(app.Workers());
    }
}
