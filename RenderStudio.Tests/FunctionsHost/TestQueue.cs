using System.Text;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using RenderStudio.Tests.Support;

namespace RenderStudio.Tests.FunctionsHost;

/// <summary>A queue of one test.</summary>
internal sealed class TestQueue(string storage, string name)
{
    public string Storage => storage;

    public string Name => name;

    public QueueClient Client { get; } = new(storage, name);

    public TestQueue Poison => new(storage, $"{name}-poison");

    public static async Task<TestQueue> CreateAsync(Services services)
    {
        var queue = new TestQueue(await services.StorageConnectionAsync(), $"q-{Guid.NewGuid():n}");
        await queue.Client.CreateAsync();
        return queue;
    }

    public static string Encoded(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public static string Decoded(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));

    public Task SendAsync(string text) => Client.SendMessageAsync(Encoded(text));

    /// <summary>Messages in the queue, invisible ones too.</summary>
    public async Task<int> CountAsync() => (await Client.GetPropertiesAsync()).Value.ApproximateMessagesCount;

    public async Task<int> VisibleAsync() => (await Client.PeekMessagesAsync(32)).Value.Length;

    public Task BecomesEmptyAsync() => Eventually.BecomesAsync(CountAsync, count => count == 0);

    public async Task<PeekedMessage> BecomesOneAsync()
    {
        await Eventually.BecomesTrueAsync(async () => await Client.ExistsAsync());
        return (await Eventually.BecomesAsync(
            async () => (await Client.PeekMessagesAsync(32)).Value, messages => messages.Length == 1))[0];
    }
}
