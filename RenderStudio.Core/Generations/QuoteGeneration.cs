using RenderStudio.Core.Assets;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Generations;

/// <summary>
/// Validates a request as a submit does and guarantees its price. Starts no prediction, holds no credits.
/// </summary>
public sealed class QuoteGeneration(
    SubmitRules rules, InputPhotos photos, QuoteStore store, PlanCheck plan)
{
    // With fewer finished generations of the model, the estimate comes from the model catalogue.
    private const int FewestForHistory = 20;

    // Without history, the 95th percentile is estimated as a multiple of the expected time, for cold starts and queues.
    private const int SlowFactor = 3;

    public async Task<Quote> RunAsync(SubmitRequest request, Caller caller, CancellationToken ct) =>
        await QuoteAsync(request, caller, ct) with { KeyCreditsRemaining = await plan.KeyCreditsAsync(caller, ct) };

    private async Task<Quote> QuoteAsync(SubmitRequest request, Caller caller, CancellationToken ct)
    {
        if (rules.Validate(request).Failed(out var problem, out var spec))
            return Rejected(problem);
        var photoProblems = await PhotoProblemsAsync(request, caller, ct);
        Problem[] problems = [.. photoProblems, .. await plan.RunAsync(spec, spec.Credits, caller, ct)];
        if (problems.Length > 0)
        {
            return new(null, null, spec.Credits, await EstimateAsync(spec, ct), new(true),
                [.. problems.SelectMany(QuoteProblem.Of)]);
        }

        var price = new QuotedPrice
        {
            Id = Guid.CreateVersion7(),
            Mode = spec.Mode,
            Model = spec.Model.Id,
            Quality = spec.Quality,
            Variants = spec.Variants,
            CreditsPerVariant = spec.Model.CreditsPerVariant,
        };
        var expires = await store.AddAsync(price, caller.OwnerId, ct);
        return new(price.Id, expires, spec.Credits, await EstimateAsync(spec, ct), new(true), []);
    }

    private static Quote Rejected(Problem problem)
    {
        if (problem.Content is not { } found)
            return new(null, null, null, null, new(true), [.. QuoteProblem.Of(problem)]);
        var span = new QuoteSpan(found.Span.Start, found.Span.Length);
        return new(null, null, null, null, new(false, found.Rule, found.Field, span), []);
    }

    private async Task<IReadOnlyList<Problem>> PhotoProblemsAsync(
        SubmitRequest request, Caller caller, CancellationToken ct)
    {
        List<Problem> problems = [];
        foreach (var (field, photo) in new[] { ("input1", request.Input1), ("input2", request.Input2) })
        {
            if (photo is not null && await photos.CheckAsync(caller.OwnerId, photo, field, ct) is { } problem)
                problems.Add(problem);
        }

        return problems;
    }

    private async Task<ExpectedTime> EstimateAsync(GenerationSpecification spec, CancellationToken ct)
    {
        var history = await store.HistoryAsync(spec.Model.Id, ct);
        return history.Generations >= FewestForHistory
            ? new(history.P50, history.P95)
            : new(spec.Model.ExpectedSeconds, spec.Model.ExpectedSeconds * SlowFactor);
    }
}
