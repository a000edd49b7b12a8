using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using RenderStudio.Local.FunctionsHost.Handlers;

namespace RenderStudio.Local.FunctionsHost.Queues;

/// <summary>A message that was taken. Who lost it to somebody else ends in silence.</summary>
internal sealed class MessageLease(QueueClient queue, QueueMessage message, HostIntervals intervals, TimeProvider time)
{
    private static readonly TimeSpan SoonestRetry = TimeSpan.FromMinutes(1);
    private string receipt = message.PopReceipt;

    public QueueMessage Message => message;

    /// <summary>Keeps the message invisible until the token ends it. A frozen instance renews nothing.</summary>
    public async Task KeepAsync(HandlerLife handler, CancellationToken ct)
    {
        var pause = intervals.MessageRenewal;
        while (true)
        {
            await Task.Delay(pause, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ct.IsCancellationRequested)
                return;
            if (handler.Frozen)
                continue;
            try
            {
                // Not to be torn off in the middle: the new receipt would be lost.
                await HideAsync(intervals.MessageLease, CancellationToken.None);
                pause = intervals.MessageRenewal;
            }
            catch (RequestFailedException)
            {
                pause = pause / 2 > SoonestRetry ? pause / 2 : TimeSpan.FromTicks(
                    Math.Min(SoonestRetry.Ticks, intervals.MessageRenewal.Ticks));
            }
        }
    }

    /// <summary>Makes the message invisible for so long from now on; zero shows it at once.</summary>
    public Task HideAsync(TimeSpan howLong, CancellationToken ct) => UnlessLostAsync(async () =>
    {
        var update = await queue.UpdateMessageAsync(
            message.MessageId, receipt, (string?)null, howLong, ct);
        receipt = update.Value.PopReceipt;
    });

    public Task DeleteAsync(CancellationToken ct) =>
        UnlessLostAsync(() => queue.DeleteMessageAsync(message.MessageId, receipt, ct));

    private static async Task UnlessLostAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (RequestFailedException error) when (error.Status == 404 || error.ErrorCode == "PopReceiptMismatch")
        {
            // Somebody else has it now, or it or its queue is gone.
        }
    }
}
