using Azure.Storage.Queues;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Faults;

/// <summary>Processes the messages of both queues in this process, as the host would.</summary>
internal sealed class Messages(FaultyEngine bench)
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30);

    private readonly QueueClient starts = bench.Queues.GetQueueClient(StudioQueues.PredictionStarts);
    private readonly QueueClient completions = bench.Queues.GetQueueClient(StudioQueues.PredictionCompletions);

    /// <param name="tryAsync">Runs the work of one message; returns false when it failed.</param>
    public Task StartAsync(Func<Func<Task>, Task<bool>> tryAsync) => WorkOffAsync(starts, message => tryAsync(
        () => bench.Engine.Get<StartPrediction>().RunAsync(message.PredictionId, default)));

    /// <inheritdoc cref="StartAsync" />
    public Task CompleteAsync(Func<Func<Task>, Task<bool>> tryAsync) => WorkOffAsync(completions, message => tryAsync(
        () => bench.Engine.Get<CompletePrediction>().RunAsync(message.PredictionId, default)));

    /// <summary>
    /// Processes messages until none is left, visible or hidden: a retry after a database error becomes visible after a
    /// second or two, and the reconciler can have ended the prediction before. Work that fails here fails the test.
    /// </summary>
    public Task DrainAsync() => Eventually.BecomesAsync(
        async () =>
        {
            await StartAsync(SucceedAsync);
            await CompleteAsync(SucceedAsync);
            return await CountAsync();
        },
        left => left == 0, DrainTime);

    /// <returns>The number of messages in both queues, visible and hidden.</returns>
    public async Task<int> CountAsync() =>
        (await starts.GetPropertiesAsync()).Value.ApproximateMessagesCount
        + (await completions.GetPropertiesAsync()).Value.ApproximateMessagesCount;

    private static async Task<bool> SucceedAsync(Func<Task> work)
    {
        await work();
        return true;
    }

    /// <summary>Retries each message until it succeeds or its tries are exhausted, as the host does.</summary>
    private static async Task WorkOffAsync(QueueClient queue, Func<PredictionMessage, Task<bool>> tryAsync)
    {
        while ((await queue.ReceiveMessageAsync(TimeSpan.FromMinutes(10))).Value is { } message)
        {
            for (var tries = 0; tries < 2; tries++)
            {
                if (await tryAsync(PredictionMessage.TryRead(message.Body.ToMemory())!))
                    break;
            }

            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }
    }
}
