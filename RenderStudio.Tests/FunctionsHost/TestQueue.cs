using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

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
        var queue = await MissingAsync(services);
        await queue.Client.CreateAsync();
        return queue;
    }

    /// <summary>A queue name for which no queue exists.</summary>
    public static async Task<TestQueue> MissingAsync(Services services) =>
        new(await services.StorageConnectionAsync(), $"q-{Guid.NewGuid():n}");

    public Task SendAsync(byte[] bytes) => Client.SendMessageAsync(Convert.ToBase64String(bytes));

    /// <summary>The messages in the queue, including invisible ones.</summary>
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
