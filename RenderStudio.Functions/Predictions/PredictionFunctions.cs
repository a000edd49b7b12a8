using Microsoft.Azure.Functions.Worker;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Deliveries;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;

namespace RenderStudio.Functions.Predictions;

/// <summary>
/// The queue triggers. Messages are bound as bytes, because every other binding changes messages that are not UTF-8.
/// When a function fails, the host retries its message.
/// </summary>
public sealed class PredictionFunctions(
    StartPrediction start, CompletePrediction complete, CheckPrediction check, EnqueueDeliveries deliveries,
    HandlePoisonMessage handlePoison, RejectedMessageStore rejected)
{
    private const string Connection = "AzureWebJobsStorage";

    private const string StartsPoison = StudioQueues.PredictionStarts + StudioQueues.PoisonSuffix;

    private const string CompletionsPoison = StudioQueues.PredictionCompletions + StudioQueues.PoisonSuffix;

    [Function("StartPrediction")]
    public Task StartAsync(
        [QueueTrigger(StudioQueues.PredictionStarts, Connection = Connection)] byte[] message, CancellationToken ct) =>
        ReadAsync(StudioQueues.PredictionStarts, message, id => StartAsync(id, ct), ct);

    [Function("CompletePrediction")]
    public Task CompleteAsync(
        [QueueTrigger(StudioQueues.PredictionCompletions, Connection = Connection)] byte[] message,
        CancellationToken ct) =>
        ReadAsync(StudioQueues.PredictionCompletions, message, id => CompleteAsync(id, ct), ct);

    [Function("StartPredictionPoison")]
    public Task HandlePoisonStartAsync(
        [QueueTrigger(StartsPoison, Connection = Connection)] byte[] message,
        CancellationToken ct) =>
        handlePoison.RunAsync(StartsPoison, message, ct);

    [Function("CompletePredictionPoison")]
    public Task HandlePoisonCompletionAsync(
        [QueueTrigger(CompletionsPoison, Connection = Connection)] byte[] message,
        CancellationToken ct) =>
        handlePoison.RunAsync(CompletionsPoison, message, ct);

    private async Task StartAsync(Guid id, CancellationToken ct)
    {
        await start.RunAsync(id, ct);
        await deliveries.RunAsync(id, ct); // a start that Replicate refuses ends the prediction
    }

    /// <summary>Stores the result of the run. When there is no result yet, checks the run at Replicate.</summary>
    private async Task CompleteAsync(Guid id, CancellationToken ct)
    {
        await complete.RunAsync(id, ct);
        await check.RunAsync(id, ct);
        await deliveries.RunAsync(id, ct);
    }

    private Task ReadAsync(string queue, byte[] message, Func<Guid, Task> work, CancellationToken ct) =>
        PredictionMessage.TryRead(message) is { } read
            ? work(read.PredictionId)
            : rejected.KeepAsync(queue, message, PredictionMessage.WhyRejected(message), ct);
}
