using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Generations;

/// <summary>Judges what needs no photo, before a photo is decoded: quoted price, plan, running generations, credits.</summary>
public sealed class AdmitOrder(QuoteStore quotes, PlanCheck plan)
{
    /// <returns>The order at its price. Orders without uploads are left to the transaction of the submit.</returns>
    public async Task<Result<GenerationOrder>> RunAsync(
        GenerationOrder order, Guid? quoteId, Caller caller, CancellationToken ct)
    {
        if ((await AtQuotedPriceAsync(order, quoteId, caller, ct)).Failed(out var expired, out var priced))
            return expired;
        if (priced.Photos.All(photo => photo.AssetId is not null))
            return priced;
        return await plan.RunAsync(priced, priced.Credits, caller, ct) is [var refusal, ..] ? refusal : priced;
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
