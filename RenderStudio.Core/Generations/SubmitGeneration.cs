using RenderStudio.Core.Identity;
using RenderStudio.Core.Predictions;

namespace RenderStudio.Core.Generations;

/// <summary>
/// Takes an order: judges it, keeps its photos, writes it down in one transaction, and enqueues its predictions.
/// </summary>
public sealed class SubmitGeneration(
    SubmitRules rules, OrderPhotos photos, WriteGeneration write, SubmitOnce once, QuoteStore quotes,
    PredictionQueues queues)
{
    /// <param name="key">Null when the owner does not mind a second one.</param>
    public async Task<Result<SubmittedGeneration>> RunAsync(
        SubmitRequest request, Caller caller, IdempotencyKey? key, CancellationToken ct)
    {
        if (rules.Judge(request).Failed(out var problem, out var order))
            return problem;
        return key is null
            ? await TakeAsync(order, request, caller, null, ct)
            : await once.RunAsync(caller, key, claim => TakeAsync(order, request, caller, claim, ct), ct);
    }

    private async Task<Result<SubmittedGeneration>> TakeAsync(
        GenerationOrder order, SubmitRequest request, Caller caller, IdempotencyClaim? claim, CancellationToken ct)
    {
        if ((await AtQuotedPriceAsync(order, request.QuoteId, caller, ct)).Failed(out var expired, out var priced))
            return expired;
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

    private async Task<Result<GenerationOrder>> AtQuotedPriceAsync(
        GenerationOrder order, Guid? quoteId, Caller caller, CancellationToken ct)
    {
        if (quoteId is not { } id)
            return order;
        return await quotes.FindAsync(id, caller.OwnerId, ct) is { } quoted && quoted.Fits(order)
            ? order with { Model = order.Model with { CreditsPerVariant = quoted.CreditsPerVariant } }
            : Problem.OfField("quoteId", "Is not a quote for this that still holds. Ask for a new one.");
    }
}
