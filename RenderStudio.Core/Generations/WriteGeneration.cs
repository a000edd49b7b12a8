using Npgsql;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Timeline;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Generations;

/// <summary>
/// Writes the generation, its predictions, the first timeline event and the credit hold in one transaction.
/// </summary>
public sealed class WriteGeneration(StudioDatabase database, Accounts accounts, ComposePrompt compose)
{
    public Task<Result<SubmittedGeneration>> RunAsync(
        GenerationSpecification spec, SubmitTerms terms, Caller caller, CancellationToken ct)
    {
        var ranges = PredictionRange.Split(spec.Variants, spec.Model.VariantsPerRun);
        var generation = Describe(spec, terms, caller);
        return database.InTransactionAsync<Result<SubmittedGeneration>>(async connection =>
        {
            if (await LockAsync(connection, terms, caller) is { } lost)
                return lost;
            if (!await InputPhotos.LockAsync(connection, terms.Photos))
                return Problem.OfField("input1", "A photo of this request has been deleted.");
            // Locks the account after the retried generation, which is the lock order of the workers (generation, then
            // account). Submits of one owner then run one after another. Other transactions do not see the new rows
            // yet.
            var account = await accounts.GetOrCreateLockedAsync(connection, caller.OwnerId);
            if (await FindUnfinishedRetryAsync(connection, terms, caller) is { } unfinished)
                return unfinished.ToSubmitted(account.Balance);
            if (await HoldAsync(connection, account, spec, caller, generation.Id) is { } problem)
                return problem;
            var createdAt = await AddAsync(connection, generation, terms.Photos, ranges);
            var submitted = new SubmittedGeneration(
                generation.Id, spec.Mode, createdAt, spec.Credits, account.Balance - spec.Credits,
                [.. ranges.Select(range => range.Id)]);
            if (terms.Claim is { } claim)
                await IdempotencyStore.AnswerAsync(connection, claim, submitted);
            return submitted;
        }, ct);
    }

    /// <summary>Locks the idempotency key and the retried generation.</summary>
    private static async Task<Problem?> LockAsync(NpgsqlConnection connection, SubmitTerms terms, Caller caller)
    {
        if (terms.Claim is { } claim && !await IdempotencyStore.LockAsync(connection, claim))
            return SubmitOnce.InProgress;
        return terms.RetriedFrom is { } id && !await SubmitStore.LockRetriedAsync(connection, id, caller.OwnerId)
            ? GetGeneration.NotFound
            : null;
    }

    /// <summary>
    /// The retry that a repeated request without an idempotency key returns, such as one whose first response was lost.
    /// </summary>
    private static Task<UnfinishedRetry?> FindUnfinishedRetryAsync(
        NpgsqlConnection connection, SubmitTerms terms, Caller caller) =>
        terms is { Claim: null, RetriedFrom: { } id }
            ? SubmitStore.FindUnfinishedRetryAsync(connection, id, caller.OwnerId)
            : Task.FromResult<UnfinishedRetry?>(null);

    /// <summary>
    /// Checks the plan and holds the credits. The hold is the last check: when it fails, nothing has been written.
    /// </summary>
    private static async Task<Problem?> HoldAsync(
        NpgsqlConnection connection, Account account, GenerationSpecification spec, Caller caller, Guid id)
    {
        var running = await SubmitStore.RunningAsync(connection, caller.OwnerId);
        if (PlanLimits.Check(account, spec, running).FirstOrDefault() is { } problem)
            return problem;
        return await CreditLedger.HoldAsync(connection, caller.OwnerId, id, spec.Credits)
            ? null
            : PlanLimits.TooFewCredits(account, spec);
    }

    private static async Task<DateTime> AddAsync(
        NpgsqlConnection connection, NewGeneration generation, StoredPhotos photos,
        IReadOnlyList<PredictionRange> ranges)
    {
        await InputPhotos.RecordAsync(connection, photos);
        var createdAt = await SubmitStore.AddAsync(connection, generation);
        await SubmitStore.AddPredictionsAsync(connection, generation.Id, ranges);
        await GenerationEventStore.AppendAsync(
            connection, generation.Id, GenerationStatus.Pending, "submitted", "The request was received.");
        return createdAt;
    }

    private NewGeneration Describe(GenerationSpecification spec, SubmitTerms terms, Caller caller)
    {
        var composed = compose.Run(spec.PromptRequest);
        return new()
        {
            Id = Guid.CreateVersion7(),
            OwnerId = caller.OwnerId,
            RenderId = Guid.CreateVersion7(),
            Mode = spec.Mode,
            Prompt = spec.Prompt,
            NegativePrompt = spec.NegativePrompt,
            RoomType = spec.RoomType,
            Style = spec.Style,
            AspectRatio = spec.AspectRatio,
            Quality = spec.Quality,
            Variants = spec.Variants,
            Seed = spec.Seed,
            Model = spec.Model.Id,
            ModelRequested = spec.ModelRequested,
            MaxWaitSeconds = spec.MaxWaitSeconds,
            Input1Id = terms.Photos.Input1,
            Input2Id = terms.Photos.Input2,
            ComposedPrompt = composed.Prompt,
            ComposedNegative = composed.Negative,
            TemplateVersion = composed.TemplateVersion,
            CreditsPerVariant = spec.Model.CreditsPerVariant,
            ExpectedSeconds = spec.Model.ExpectedSeconds,
            RetriedFrom = terms.RetriedFrom,
            Palette = spec.Inspire?.Palette.GetRawText(),
            Surface = spec.Inspire?.Surface?.GetRawText(),
            Stencil = spec.Inspire?.Stencil.Text(),
            MinRegionMm = spec.Inspire?.MinRegionMm,
            StencilId = spec.Inspire is null ? null : Guid.CreateVersion7(),
        };
    }
}
