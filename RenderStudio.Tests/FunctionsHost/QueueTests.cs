using System.Text;
using RenderStudio.Local.FunctionsHost;
using RenderStudio.Tests.Support;

namespace RenderStudio.Tests.FunctionsHost;

public sealed class QueueTests(Services services)
{
    private static readonly TimeSpan AlmostTenMinutes = TimeSpan.FromMinutes(9);

    [Fact]
    public async Task A_message_arrives_as_base64_of_its_bytes_and_is_deleted()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp().Queue("Work", queue.Name);
        await using var host = await app.StartAsync(queue.Storage);
        await queue.SendAsync("""{"v":1,"Id":"mine"}""");

        var call = Assert.Single(await app.RequestsAsync("/Work"));
        Assert.Equal("POST", call.Method);
        var bytes = Convert.FromBase64String((string)call.Json["Data"]!["msg"]!);
        Assert.Equal("""{"v":1,"Id":"mine"}""", Encoding.UTF8.GetString(bytes));
        var metadata = call.Json["Metadata"]!;
        Assert.Equal("1", (string?)metadata["DequeueCount"]);
        Assert.NotEqual("\"mine\"", (string?)metadata["Id"]);
        Assert.Null(metadata["v"]);
        var visible = DateTimeOffset.Parse((string)metadata["NextVisibleTime"]!) - TimeProvider.System.GetUtcNow();
        Assert.InRange(visible, AlmostTenMinutes, TimeSpan.FromMinutes(10));
        await queue.BecomesEmptyAsync();
    }

    [Fact]
    public async Task A_message_read_as_text_is_merged_into_the_metadata()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp().Queue("Work", queue.Name, "string");
        await using var host = await app.StartAsync(queue.Storage);
        await queue.SendAsync("""{"v":1}""");
        var call = Assert.Single(await app.RequestsAsync("/Work"));
        Assert.Equal("\"{\\\"v\\\":1}\"", (string?)call.Json["Data"]!["msg"]);
        Assert.Equal("\"1\"", (string?)call.Json["Metadata"]!["v"]);
    }

    [Fact]
    public async Task A_failing_message_is_tried_five_times_at_once_and_then_moved()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp().Queue("Work", queue.Name).Answer("/Work", new { status = 500 });
        await using var host = await app.StartAsync(queue.Storage);
        await queue.SendAsync("poor thing");
        var moved = await queue.Poison.BecomesOneAsync();
        Assert.Equal(TestQueue.Encoded("poor thing"), moved.MessageText);
        Assert.Equal(["1", "2", "3", "4", "5"],
            app.Requests("/Work").Select(call => (string?)call.Json["Metadata"]!["DequeueCount"]));
        await queue.BecomesEmptyAsync();
    }

    [Fact]
    public async Task A_crash_is_a_failure_like_any_other()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp().Queue("Work", queue.Name).Answer("/Work", new { exit = 1 });
        await using var host = await app.StartAsync(queue.Storage);
        await queue.SendAsync("hello");
        await app.RequestsAsync("/Work");
        app.Answer("/Work", new { });
        await app.RequestsAsync("/Work", atLeast: 2);
        await queue.BecomesEmptyAsync();
        Assert.Equal(2, app.Starts().Count);
    }

    [Fact]
    public async Task VisibilityTimeout_delays_only_what_failed()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp().Queue("Work", queue.Name).Answer("/Work", new { status = 500 })
            .Host("""{ "extensions": { "queues": { "visibilityTimeout": "00:00:01" } } }""");
        await using var host = await app.StartAsync(queue.Storage);
        await queue.SendAsync("hello");
        var calls = await app.RequestsAsync("/Work", atLeast: 2);
        Assert.True(calls[1].At - calls[0].At > TimeSpan.FromMilliseconds(900));
    }

    [Fact]
    public async Task A_message_taken_too_often_is_moved_without_a_call()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp().Queue("Work", queue.Name)
            .Host("""{ "extensions": { "queues": { "maxDequeueCount": 1 } } }""");
        await queue.SendAsync("hello");
        await queue.Client.ReceiveMessageAsync(TimeSpan.FromMilliseconds(1000));
        await using var host = await app.StartAsync(queue.Storage);
        Assert.Equal(TestQueue.Encoded("hello"), (await queue.Poison.BecomesOneAsync()).MessageText);
        Assert.Empty(app.Requests("/Work"));
    }

    [Fact]
    public async Task A_message_that_cannot_be_decoded_is_moved_without_a_call()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var log = new RecordedLog();
        using var app = new ScriptedApp().Queue("Work", queue.Name);
        await using var host = await app.StartAsync(queue.Storage, options => options with { Log = log });
        await queue.Client.SendMessageAsync("not base64!");
        Assert.Equal("not base64!", (await queue.Poison.BecomesOneAsync()).MessageText);
        Assert.Empty(app.Requests("/Work"));
        Assert.Contains("Message decoding has failed!", Assert.Single(log.Of("Host.Function").Take(1)));
    }

    [Fact]
    public async Task MessageEncoding_none_takes_the_text_as_it_is()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp().Queue("Work", queue.Name)
            .Host("""{ "extensions": { "queues": { "messageEncoding": "none" } } }""");
        await using var host = await app.StartAsync(queue.Storage);
        await queue.Client.SendMessageAsync("not base64!");
        var call = Assert.Single(await app.RequestsAsync("/Work"));
        Assert.Equal("bm90IGJhc2U2NCE=", (string?)call.Json["Data"]!["msg"]);
    }

    [Fact]
    public async Task A_poison_queue_can_be_a_trigger_and_what_fails_there_stays_hidden()
    {
        var queue = await TestQueue.CreateAsync(services);
        await queue.Poison.Client.CreateIfNotExistsAsync();
        using var app = new ScriptedApp().Queue("Buried", queue.Poison.Name).Answer("/Buried", new { status = 500 });
        await using var host = await app.StartAsync(queue.Storage);
        await queue.Poison.SendAsync("hello");
        await queue.Poison.SendAsync("there");
        await app.RequestsAsync("/Buried", atLeast: 2);
        // A third message shows that the first two had their chance to come back.
        await queue.Poison.SendAsync("again");
        Assert.Equal(3, (await app.RequestsAsync("/Buried", atLeast: 3)).Count);
        Assert.Equal(3, await queue.Poison.CountAsync());
    }

    [Fact]
    public async Task A_long_run_keeps_its_message_to_itself()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp().Queue("Work", queue.Name).Answer("/Work", new { hang = true });
        await using var host = await app.StartAsync(queue.Storage, options => options with
        {
            Intervals = options.Intervals with
            {
                MessageLease = TimeSpan.FromSeconds(2),
                MessageRenewal = TimeSpan.FromMilliseconds(400),
            },
        });
        await queue.SendAsync("hello");
        await app.RequestsAsync("/Work");
        // The queue shows this one after the first would have come back, had its lease not been renewed.
        await queue.Client.SendMessageAsync(TestQueue.Encoded("later"), visibilityTimeout: TimeSpan.FromSeconds(3));
        var calls = await app.RequestsAsync("/Work", atLeast: 2);
        Assert.Equal(["hello", "later"], calls.Select(call => TestQueue.Decoded((string)call.Json["Data"]!["msg"]!)));
        Assert.Equal(2, await queue.CountAsync());
    }

    [Fact]
    public async Task An_instance_that_is_taken_away_leaves_its_message_to_the_lease()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp().Queue("Work", queue.Name).Answer("/Work", new { hang = true });
        await using var host = await app.StartAsync(queue.Storage, options => options with
        {
            Intervals = options.Intervals with { MessageLease = TimeSpan.FromSeconds(3) },
        });
        await queue.SendAsync("hello");
        await app.RequestsAsync("/Work");
        app.Answer("/Work", new { });
        host.Kill(1);
        var calls = await app.RequestsAsync("/Work", atLeast: 2);
        Assert.True(calls[1].At - calls[0].At > TimeSpan.FromSeconds(2.5));
        Assert.Equal("2", (string?)calls[1].Json["Metadata"]!["DequeueCount"]);
        await queue.BecomesEmptyAsync();
    }

    [Fact]
    public async Task No_more_runs_at_once_than_batch_and_threshold_allow_in_each_instance()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp().Queue("Work", queue.Name).Answer("/Work", new { hang = true })
            .Host("""{ "extensions": { "queues": { "batchSize": 2, "newBatchThreshold": 1 } } }""");
        for (var i = 0; i < 9; i++)
            await queue.SendAsync($"{i}");
        await using var host = await app.StartAsync(queue.Storage, options => options with { Instances = 2 });
        // Each instance takes 2; more only when no more than 1 is left running, and none ever ends.
        await app.RequestsAsync("/Work", atLeast: 4);
        await Eventually.BecomesTrueAsync(async () => await queue.VisibleAsync() == 5);
        Assert.Equal([2, 2], app.Requests("/Work").GroupBy(call => call.Pid).Select(group => group.Count()));
    }

    [Fact]
    public async Task A_frozen_instance_takes_no_message()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp().Queue("Work", queue.Name);
        await using var host = await app.StartAsync(queue.Storage, options => options with { Instances = 2 });
        host.Stop(1);
        for (var i = 0; i < 5; i++)
            await queue.SendAsync($"{i}");
        await queue.BecomesEmptyAsync();
        Assert.Equal([host.Instances[1].Pid], app.Requests("/Work").Select(call => call.Pid).Distinct());
    }

    [Fact]
    public async Task A_queue_or_container_that_nobody_created_is_refused_by_name()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp().Queue("Work", "nobody-made-this");
        var refusal = await Assert.ThrowsAsync<HostRefusedException>(() => app.StartAsync(queue.Storage));
        Assert.Equal("Work/function.json: queue 'nobody-made-this' does not exist, "
            + "and the host never creates a queue it listens to.", refusal.Message);
        app.Queue("Work", "%JOBS%");
        var starting = app.StartAsync(queue.Storage, options => options with
        {
            Settings = new Dictionary<string, string> { ["JOBS"] = queue.Name },
            RequiredContainers = ["pictures"],
        });
        refusal = await Assert.ThrowsAsync<HostRefusedException>(() => starting);
        Assert.StartsWith("Container 'pictures' does not exist", refusal.Message);
        Assert.Empty(app.Starts());
    }
}
