using Microsoft.Extensions.Logging;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Predictions;

namespace RenderStudio.Core.Generations;

/// <summary>
/// Takes an order: judges it, keeps its photo, writes it down in one transaction, and hints that work is there.
/// </summary>
public sealed partial class SubmitGeneration(
    SubmitRules rules, OrderPhotos photos, WriteGeneration write, PredictionQueues queues,
    ILogger<SubmitGeneration> logger)
{
    // The reconciler sees the row anyway; nobody should wait for a queue that does not answer.
    private static readonly TimeSpan HintPatience = TimeSpan.FromSeconds(2);

    public async Task<Result<SubmittedGeneration>> RunAsync(SubmitRequest request, Caller caller, CancellationToken ct)
    {
        if (rules.Judge(request).Failed(out var problem, out var order))
            return problem;
        if ((await photos.KeepAsync(order, caller.OwnerId, ct)).Failed(out problem, out var kept))
            return problem;

        var written = await write.RunAsync(order, kept, caller, ct);
        // Only after a clean refusal: when writing throws, its commit may have come through, and the sweep knows
        // better.
        if (written.Problem is not null)
            await photos.DiscardAsync(kept);
        if (!written.Failed(out _, out var generation))
            await HintAsync(generation);
        return written;
    }

    private async Task HintAsync(SubmittedGeneration generation)
    {
        using var patience = new CancellationTokenSource(HintPatience);
        try
        {
            await Task.WhenAll(generation.PredictionIds.Select(id => queues.SendStartAsync(id, patience.Token)));
        }
        catch (Exception failed) when (failed is Azure.RequestFailedException or AggregateException
            or OperationCanceledException)
        {
            LogNoHint(logger, generation.Id, failed.GetBaseException().Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "No start message for generation {GenerationId}; the reconciler will start it: {Reason}")]
    private static partial void LogNoHint(ILogger logger, Guid generationId, string reason);
}
