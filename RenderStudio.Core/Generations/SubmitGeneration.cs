using RenderStudio.Core.Identity;
using RenderStudio.Core.Predictions;

namespace RenderStudio.Core.Generations;

/// <summary>
/// Takes a request: judges it before its photos, keeps these, writes all down in one transaction, and enqueues its
/// predictions.
/// </summary>
public sealed class SubmitGeneration(
    SubmitRules rules, AdmitGeneration admit, KeepInputPhotos photos, WriteGeneration write, SubmitOnce once,
    PredictionQueues queues)
{
    /// <param name="key">Null when the owner does not mind a second one.</param>
    public async Task<Result<SubmittedGeneration>> RunAsync(
        SubmitRequest request, Caller caller, IdempotencyKey? key, CancellationToken ct)
    {
        if (rules.Judge(request).Failed(out var problem, out var spec))
            return problem;
        return key is null
            ? await TakeAsync(spec, request, caller, null, ct)
            : await once.RunAsync(caller, key, claim => TakeAsync(spec, request, caller, claim, ct), ct);
    }

    private async Task<Result<SubmittedGeneration>> TakeAsync(
        GenerationSpecification spec, SubmitRequest request, Caller caller, IdempotencyClaim? claim, CancellationToken ct)
    {
        if ((await admit.RunAsync(spec, request.QuoteId, caller, ct)).Failed(out var refusal, out var priced))
            return refusal;
        if ((await photos.KeepAsync(priced, caller.OwnerId, ct)).Failed(out var problem, out var kept))
            return problem;
        var terms = new SubmitTerms(kept, request.RetriedFrom, claim);
        var written = await photos.UnlessErasedAsync(kept, () => write.RunAsync(priced, terms, caller, ct));
        // Only after a clean refusal: when writing throws, its commit may have come through, and the sweep knows
        // better.
        if (written.Problem is not null)
            await photos.DiscardAsync(kept);
        if (!written.Failed(out _, out var generation))
            await queues.EnqueueCommittedAsync(generation.PredictionIds.Select(PredictionMessage.Start));
        return written;
    }
}
