using System.Security.Cryptography;
using System.Text.Json;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.FunctionsHost;

public sealed class QueueTests(Services services)
{
    // The size that remains of 64 KB when the message is base64.
    private const int LongestMessage = 48 * 1024;

    [Fact]
    public async Task A_message_of_64_KB_arrives_byte_for_byte_with_its_metadata_and_is_deleted()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp();
        await using var host = await RunningHost.StartAsync(app, queue);
        byte[] bytes = [0xFF, 0xFE, .. RandomNumberGenerator.GetBytes(LongestMessage - 2)];
        await queue.SendAsync(bytes);

        var call = (await app.BecomesAsync("queue"))[0];
        Assert.Equal(bytes, call.GetProperty("message").GetBytesFromBase64());
        var metadata = call.GetProperty("metadata");
        Assert.Equal("1", metadata.GetProperty("DequeueCount").GetString());
        Assert.True(Guid.TryParse(metadata.GetProperty("Id").GetString(), out _));
        Assert.NotEqual("", metadata.GetProperty("PopReceipt").GetString());
        Assert.True(TimeOf(metadata, "InsertionTime") < TimeOf(metadata, "ExpirationTime"));
        await queue.BecomesEmptyAsync();
        Assert.Contains(host.Log, line => line.StartsWith("info Function.Work: Executed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_taken_message_is_hidden_for_ten_minutes()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp();
        await using var host = await RunningHost.StartAsync(app, queue);
        await queue.SendAsync([1]);
        var metadata = (await app.BecomesAsync("queue"))[0].GetProperty("metadata");
        var hidden = TimeOf(metadata, "NextVisibleTime") - TimeOf(metadata, "InsertionTime");
        Assert.InRange(hidden, TimeSpan.FromMinutes(9.9), TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task A_message_that_fails_is_tried_five_times_and_moved_to_the_poison_queue()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp().Answer("queue", new { throws = "No luck" });
        await using var host = await RunningHost.StartAsync(app, queue);
        await queue.SendAsync([1, 2, 3]);
        var moved = await queue.Poison.BecomesOneAsync();
        Assert.Equal(Convert.ToBase64String([1, 2, 3]), moved.MessageText);
        Assert.Equal(["1", "2", "3", "4", "5"], app.Calls("queue").Select(
            call => call.GetProperty("metadata").GetProperty("DequeueCount").GetString()));
        await queue.BecomesEmptyAsync();
        Assert.Contains(host.Log, line => line.StartsWith("erro Function.Work", StringComparison.Ordinal)
            && line.Contains("No luck", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_that_is_not_base64_is_moved_to_the_poison_queue_without_a_call()
    {
        var queue = await TestQueue.CreateAsync(services);
        using var app = new ScriptedApp();
        await using var host = await RunningHost.StartAsync(app, queue);
        var text = new string('!', 64 * 1024);
        await queue.Client.SendMessageAsync(text);
        Assert.Equal(text, (await queue.Poison.BecomesOneAsync()).MessageText);
        Assert.Empty(app.Calls("queue"));
        await host.LogsAsync("Message decoding has failed!");
    }

    [Fact]
    public async Task A_missing_queue_is_polled_without_log_lines_until_it_exists()
    {
        var queue = await TestQueue.MissingAsync(services);
        using var app = new ScriptedApp();
        await using var host = await RunningHost.StartAsync(app, queue);
        await queue.Client.CreateAsync();
        await queue.SendAsync([1]);
        await app.BecomesAsync("queue");
        Assert.DoesNotContain(host.Log, line => !line.StartsWith("info", StringComparison.Ordinal)
            && line.Contains("queue", StringComparison.OrdinalIgnoreCase));
    }

    private static DateTimeOffset TimeOf(JsonElement metadata, string name) =>
        JsonSerializer.Deserialize<DateTimeOffset>(metadata.GetProperty(name).GetString()!);
}
