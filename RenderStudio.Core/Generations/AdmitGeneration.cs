using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Generations;

/// <summary>
/// Checks the quoted price, the plan, the unfinished generations and the credits of a submit before photos are decoded.
/// </summary>
public sealed class AdmitGeneration(QuoteStore quotes, PlanCheck plan)
{
    /// <returns>
    /// The specification at its price. For a submit without uploads only the quote is checked; the submit's transaction
    /// checks the rest.
    /// </returns>
    public async Task<Result<GenerationSpecification>> RunAsync(
        GenerationSpecification spec, Guid? quoteId, Caller caller, CancellationToken ct)
    {
        if ((await ApplyQuoteAsync(spec, quoteId, caller, ct)).Failed(out var invalid, out var priced))
            return invalid;
        if (priced.Photos.All(photo => photo.AssetId is not null))
            return priced;
        return await plan.RunAsync(priced, priced.Credits, caller, ct) is [var problem, ..] ? problem : priced;
    }

    private async Task<Result<GenerationSpecification>> ApplyQuoteAsync(
        GenerationSpecification spec, Guid? quoteId, Caller caller, CancellationToken ct)
    {
        if (quoteId is not { } id)
            return spec;
        return await quotes.FindAsync(id, caller.OwnerId, ct) is { } quoted && quoted.Fits(spec)
            ? spec with { Model = spec.Model with { CreditsPerVariant = quoted.CreditsPerVariant } }
            : Problem.OfField("quoteId", "Is not a valid quote for this request. Request a new quote.");
    }
}
