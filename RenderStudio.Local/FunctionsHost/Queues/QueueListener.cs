using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using RenderStudio.Local.FunctionsHost.Apps;
using RenderStudio.Local.FunctionsHost.Handlers;

namespace RenderStudio.Local.FunctionsHost.Queues;

/// <summary>Listens to one queue for one instance. It never creates the queue.</summary>
internal sealed partial class QueueListener(
    QueueClient queue, QueueRules rules, QueueMessageRun run, HandlerPool pool, HandlerSupervisor instance,
    HostIntervals intervals, TimeProvider time, ILogger log)
{
    private readonly PollDelay delay = new(rules.MaxPollingInterval, Random.Shared);
    private readonly List<Task> running = [];

    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await WaitForRoomAsync(ct);
            var messages = await TakeAsync(await pool.OfAsync(instance, ct), ct);
            foreach (var message in messages)
                running.Add(RunAsync(message, ct));
            if (messages.Length > 0)
                delay.Reset();
            else
                await Task.Delay(delay.Next(), time, ct);
        }
    }

    private async Task WaitForRoomAsync(CancellationToken ct)
    {
        running.RemoveAll(task => task.IsCompleted);
        while (running.Count > rules.NewBatchThreshold)
        {
            await Task.WhenAny(running).WaitAsync(ct);
            running.RemoveAll(task => task.IsCompleted);
        }
    }

    /// <summary>Empty when there is nothing, no queue, no answer, or when the instance is frozen.</summary>
    private async Task<QueueMessage[]> TakeAsync(HandlerLife handler, CancellationToken ct)
    {
        if (handler.Frozen)
            return [];
        try
        {
            return (await queue.ReceiveMessagesAsync(rules.BatchSize, intervals.MessageLease, ct)).Value;
        }
        catch (Exception error) when (IsStorageTrouble(error) && !ct.IsCancellationRequested)
        {
            LogNoAnswer(log, queue.Name, error.Message);
            return [];
        }
    }

    private async Task RunAsync(QueueMessage message, CancellationToken ct)
    {
        try
        {
            await run.RunAsync(new MessageLease(queue, message, intervals, time), ct => pool.OfAsync(instance, ct), ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The host stops as if it were killed: the message shows again when its lease ends.
        }
        catch (Exception error)
        {
            LogNoAnswer(log, queue.Name, error.Message);
        }
    }

    private static bool IsStorageTrouble(Exception error) =>
        error is RequestFailedException or AggregateException or HttpRequestException or OperationCanceledException;

    [LoggerMessage(LogLevel.Debug, "Queue {Queue}: {Reason}")]
    private static partial void LogNoAnswer(ILogger log, string queue, string reason);
}
