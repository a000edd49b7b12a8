using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Generations;

/// <summary>Judges what needs no photo, before a photo is decoded: quoted price, plan, running generations, credits.</summary>
public sealed class AdmitGeneration(QuoteStore quotes, PlanCheck plan)
{
    /// <returns>The request at its price. Requests without uploads are left to the transaction of the submit.</returns>
    public async Task<Result<GenerationSpecification>> RunAsync(
        GenerationSpecification spec, Guid? quoteId, Caller caller, CancellationToken ct)
    {
        if ((await AtQuotedPriceAsync(spec, quoteId, caller, ct)).Failed(out var expired, out var priced))
            return expired;
        if (priced.Photos.All(photo => photo.AssetId is not null))
            return priced;
        return await plan.RunAsync(priced, priced.Credits, caller, ct) is [var refusal, ..] ? refusal : priced;
    }

    private async Task<Result<GenerationSpecification>> AtQuotedPriceAsync(
        GenerationSpecification spec, Guid? quoteId, Caller caller, CancellationToken ct)
    {
        if (quoteId is not { } id)
            return spec;
        return await quotes.FindAsync(id, caller.OwnerId, ct) is { } quoted && quoted.Fits(spec)
            ? spec with { Model = spec.Model with { CreditsPerVariant = quoted.CreditsPerVariant } }
            : Problem.OfField("quoteId", "Is not a quote for this that still holds. Ask for a new one.");
    }
}
