using RenderStudio.Core.Assets;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Generations;

/// <summary>Judges a request as a submit would and promises its price, but starts and holds nothing.</summary>
public sealed class QuoteGeneration(
    SubmitRules rules, InputPhotos photos, QuoteStore store, PlanCheck plan)
{
    // With fewer generations to look back on, the catalogue knows better.
    private const int FewestForHistory = 20;

    // Cold starts and queues: what 19 of 20 stay below, until our own history says so.
    private const int SlowFactor = 3;

    public async Task<Quote> RunAsync(SubmitRequest request, Caller caller, CancellationToken ct)
    {
        if (rules.Judge(request).Failed(out var problem, out var spec))
            return Refused(problem);
        var ofPhotos = await PhotoTroublesAsync(request, caller, ct);
        Problem[] troubles = [.. ofPhotos, .. await plan.RunAsync(spec, spec.Credits, caller, ct)];
        if (troubles.Length > 0)
        {
            return new(null, null, spec.Credits, await ExpectAsync(spec, ct), new(true),
                [.. troubles.SelectMany(QuoteProblem.Of)]);
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
        return new(price.Id, expires, spec.Credits, await ExpectAsync(spec, ct), new(true), []);
    }

    private static Quote Refused(Problem problem)
    {
        if (problem.Content is not { } found)
            return new(null, null, null, null, new(true), [.. QuoteProblem.Of(problem)]);
        var span = new QuoteSpan(found.Span.Start, found.Span.Length);
        return new(null, null, null, null, new(false, found.Rule, found.Field, span), []);
    }

    private async Task<IReadOnlyList<Problem>> PhotoTroublesAsync(
        SubmitRequest request, Caller caller, CancellationToken ct)
    {
        List<Problem> troubles = [];
        foreach (var (field, photo) in new[] { ("input1", request.Input1), ("input2", request.Input2) })
        {
            if (photo is { AssetId: { } id } && !await photos.OwnsAsync(caller.OwnerId, id, ct))
                troubles.Add(Problem.OfField(field, "There is no such photo of yours."));
            else if (photo is { AssetId: null } && await photos.InspectAsync(photo.Upload, ct) is { } problem)
                troubles.Add(problem with { Errors = new Dictionary<string, string[]> { [field] = [problem.Message] } });
        }

        return troubles;
    }

    private async Task<ExpectedTime> ExpectAsync(GenerationSpecification spec, CancellationToken ct)
    {
        var history = await store.HistoryAsync(spec.Model.Id, ct);
        return history.Generations >= FewestForHistory
            ? new(history.P50, history.P95)
            : new(spec.Model.ExpectedSeconds, spec.Model.ExpectedSeconds * SlowFactor);
    }
}
