using RenderStudio.Core.Assets;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Predictions;

namespace RenderStudio.Core.Generations;

/// <summary>
/// Submits a generation: validates the request, stores its photos, writes all rows in one transaction, and enqueues the
/// predictions.
/// </summary>
public sealed class SubmitGeneration(
    SubmitRules rules, AdmitGeneration admit, InputPhotos photos, WriteGeneration write, SubmitOnce once,
    PredictionQueues queues)
{
    /// <param name="key">Null when a repeated request may create another generation.</param>
    public async Task<Result<SubmittedGeneration>> RunAsync(
        SubmitRequest request, Caller caller, IdempotencyKey? key, CancellationToken ct)
    {
        if (rules.Validate(request).Failed(out var problem, out var spec))
            return problem;
        return key is null
            ? await SubmitAsync(spec, request, caller, null, ct)
            : await once.RunAsync(caller, key, claim => SubmitAsync(spec, request, caller, claim, ct), ct);
    }

    private async Task<Result<SubmittedGeneration>> SubmitAsync(
        GenerationSpecification spec, SubmitRequest request, Caller caller, IdempotencyClaim? claim,
        CancellationToken ct)
    {
        if ((await admit.RunAsync(spec, request.QuoteId, caller, ct)).Failed(out var problem, out var priced))
            return problem;
        if ((await photos.StoreAsync(caller.OwnerId, priced.Photos, ct)).Failed(out problem, out var stored))
            return problem;
        var terms = new SubmitTerms(stored, request.RetriedFrom, claim);
        var written = await photos.WriteAsync(stored, () => write.RunAsync(priced, terms, caller, ct));
        if (!written.Failed(out _, out var generation))
            await queues.EnqueueCommittedAsync(generation.PredictionIds.Select(PredictionMessage.Start));
        return written;
    }
}
