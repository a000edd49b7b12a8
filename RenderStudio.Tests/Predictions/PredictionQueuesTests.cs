using System.Text;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Faults;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

/// <summary>The messages that are sent, and the effects of a send that fails.</summary>
[Collection<OnTheWorkbench>]
public sealed class PredictionQueuesTests(Workbench bench) : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly RecordedLog log = new();
    private readonly FakeTimeProvider clock = new();
    private readonly Guid id = Guid.NewGuid();

    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    [Fact]
    public async Task A_message_is_base64_of_its_JSON_in_the_queue_of_its_kind()
    {
        await Queue().EnqueueAsync(PredictionMessage.Start(id), default);
        await Queue().EnqueueAsync(PredictionMessage.Completion(id, 3), default);

        Assert.Equal($$"""{"v":1,"predictionId":"{{id}}"}""", await TextAsync(StudioQueues.PredictionStarts));
        Assert.Equal(
            $$"""{"v":1,"predictionId":"{{id}}","attempt":3}""", await TextAsync(StudioQueues.PredictionCompletions));
        Assert.Empty(Lines);
    }

    [Fact]
    public async Task A_delayed_message_is_invisible()
    {
        await Queue().EnqueueAsync(PredictionMessage.Start(id), default, after: TimeSpan.FromMinutes(1));

        Assert.Equal(1, (await Starts.GetPropertiesAsync()).Value.ApproximateMessagesCount);
        Assert.Empty(await bench.MessagesAsync(StudioQueues.PredictionStarts));
    }

    [Fact]
    public async Task A_queue_that_was_deleted_is_created_again()
    {
        await Starts.DeleteAsync();

        await Queue().EnqueueAsync(PredictionMessage.Start(id), default);

        Assert.Equal([id], await bench.MessagesAsync(StudioQueues.PredictionStarts));
        Assert.Empty(Lines);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_send_that_storage_rejects_is_one_line_in_the_log_without_secrets(bool committed)
    {
        await SendAsync(Queue(new(AccountWithAnotherKey, With(retries: 0))), committed);

        Assert.Equal($"{Failed(StudioQueues.PredictionStarts)}403 AuthenticationFailed", Assert.Single(Lines));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_send_to_a_closed_port_is_one_line_in_the_log(bool committed)
    {
        var proxy = new TcpProxy(Port);
        await proxy.DisposeAsync();

        await SendAsync(Queue(new(Through(proxy), With(retries: 2))), committed);

        Assert.StartsWith(Failed(StudioQueues.PredictionStarts), Assert.Single(Lines));
        Assert.Contains("refused", Lines[0]);
    }

    [Fact]
    public async Task A_send_without_a_token_of_the_identity_is_one_line_in_the_log()
    {
        var queue = Queue(new(Account, With(retries: 0, new StorageHook(
            (_, _) => throw new AuthenticationFailedException("The identity has no token.")))));

        await queue.EnqueueAsync(PredictionMessage.Completion(id, 1), default);

        Assert.Equal($"{Failed(StudioQueues.PredictionCompletions)}The identity has no token.", Assert.Single(Lines));
    }

    [Fact]
    public async Task A_request_stops_waiting_for_an_unresponsive_queue_after_two_seconds()
    {
        await using var proxy = new TcpProxy(Port);
        proxy.Stall();
        var queue = Queue(new(Through(proxy), With(retries: 0)));

        var sending = queue.EnqueueCommittedAsync([PredictionMessage.Start(id), PredictionMessage.Completion(id, 1)]);
        await Eventually.BecomesTrueAsync(() => proxy.Stall() == 2);
        clock.Advance(TimeSpan.FromSeconds(2));
        await sending.WaitAsync(Deadline);

        Assert.Equal(
            [$"{Failed(StudioQueues.PredictionCompletions)}no response in time",
                $"{Failed(StudioQueues.PredictionStarts)}no response in time"], Lines.Order());
    }

    [Fact]
    public async Task A_canceled_caller_sends_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Queue().EnqueueAsync(PredictionMessage.Start(id), new(canceled: true)));

        Assert.Empty(await bench.MessagesAsync(StudioQueues.PredictionStarts));
        Assert.Empty(Lines);
    }

    [Fact]
    public async Task A_caller_that_is_canceled_while_it_sends_stops_waiting()
    {
        await using var proxy = new TcpProxy(Port);
        proxy.Stall();
        using var stop = new CancellationTokenSource();

        var sending = Queue(new(Through(proxy), With(retries: 0)))
            .EnqueueAsync(PredictionMessage.Start(id), stop.Token);
        await Eventually.BecomesTrueAsync(() => proxy.Stall() == 1);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(Deadline));
        Assert.Empty(Lines);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string Account => bench.Engine.Get<IOptions<StorageOptions>>().Value.ConnectionString;

    private string AccountWithAnotherKey => string.Join(';', Account.Split(';').Select(part =>
        part.StartsWith("AccountKey=", StringComparison.Ordinal)
            ? $"AccountKey={Convert.ToBase64String(new byte[32])}"
            : part));

    private int Port => bench.Engine.Get<QueueServiceClient>().Uri.Port;

    private QueueClient Starts =>
        bench.Engine.Get<QueueServiceClient>().GetQueueClient(StudioQueues.PredictionStarts);

    private IReadOnlyList<string> Lines => log.Of(typeof(PredictionQueues).FullName!);

    private string Failed(string queue) =>
        $"Warning: Could not enqueue the message for prediction {id} to {queue}; the reconciler will retry: ";

    private PredictionQueues Queue(QueueServiceClient? service = null) => new(
        service ?? bench.Engine.Get<QueueServiceClient>(), bench.Engine.Get<PollingSchedule>(), clock,
        log.CreateLogger<PredictionQueues>());

    private Task SendAsync(PredictionQueues queues, bool committed) => committed
        ? queues.EnqueueCommittedAsync([PredictionMessage.Start(id)])
        : queues.EnqueueAsync(PredictionMessage.Start(id), default);

    private string Through(TcpProxy proxy) => Account.Replace($":{Port}/", $":{proxy.Port}/", StringComparison.Ordinal);

    private static QueueClientOptions With(int retries, StorageHook? hook = null)
    {
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 };
        options.Retry.MaxRetries = retries;
        options.Retry.Delay = TimeSpan.FromMilliseconds(10);
        if (hook is not null)
            options.AddPolicy(hook, HttpPipelinePosition.PerCall);
        return options;
    }

    private async Task<string> TextAsync(string queue)
    {
        var message = (await new QueueClient(Account, queue).ReceiveMessageAsync()).Value;
        return Encoding.UTF8.GetString(Convert.FromBase64String(message.MessageText));
    }
}
