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
/// One transaction: the generation, its predictions, the first event and the credit hold, or nothing at all.
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
            if (await LostAsync(connection, terms, caller) is { } lost)
                return lost;
            if (await PhotoGoneAsync(connection, terms.Photos))
                return Problem.OfField("input1", "A photo of this request was just deleted.");
            // Locked first of what is shared with workers, so that an owner's submits are decided one after the other.
            // The new rows are nobody else's yet.
            var account = await accounts.GetOrCreateLockedAsync(connection, caller.OwnerId);
            if (await RefusalAsync(connection, account, spec, caller, generation.Id) is { } refusal)
                return refusal;
            var createdAt = await AddAsync(connection, generation, terms.Photos, ranges);
            var submitted = new SubmittedGeneration(
                generation.Id, spec.Mode, createdAt, spec.Credits, account.Balance - spec.Credits,
                [.. ranges.Select(range => range.Id)]);
            if (terms.Claim is { } claim)
                await IdempotencyStore.AnswerAsync(connection, claim, submitted);
            return submitted;
        }, ct);
    }

    private static async Task<Problem?> LostAsync(NpgsqlConnection connection, SubmitTerms terms, Caller caller)
    {
        if (terms.Claim is { } claim && !await IdempotencyStore.HoldAsync(connection, claim))
            return SubmitOnce.InProgress;
        return terms.RetriedFrom is { } id && !await SubmitStore.KeepRetriedAsync(connection, id, caller.OwnerId)
            ? GetGeneration.NotFound
            : null;
    }

    private static async Task<bool> PhotoGoneAsync(NpgsqlConnection connection, KeptPhotos photos)
    {
        var stored = photos.Ids.Except(photos.Uploads.Select(upload => upload.Id)).ToList();
        return !await InputPhotos.LockAsync(connection, stored);
    }

    /// <summary>The hold is the last hurdle: nothing was written when it, or anything before it, says no.</summary>
    private static async Task<Problem?> RefusalAsync(
        NpgsqlConnection connection, Account account, GenerationSpecification spec, Caller caller, Guid id)
    {
        var running = await SubmitStore.RunningAsync(connection, caller.OwnerId);
        if (PlanLimits.Refusals(account, spec, running).FirstOrDefault() is { } refusal)
            return refusal;
        return await CreditLedger.HoldAsync(connection, caller.OwnerId, id, spec.Credits)
            ? null
            : PlanLimits.TooFewCredits(account, spec);
    }

    private static async Task<DateTime> AddAsync(
        NpgsqlConnection connection, NewGeneration generation, KeptPhotos photos, IReadOnlyList<PredictionRange> ranges)
    {
        foreach (var upload in photos.Uploads)
            await InputPhotos.RecordAsync(connection, upload);
        var createdAt = await SubmitStore.AddAsync(connection, generation);
        await SubmitStore.AddPredictionsAsync(connection, generation.Id, ranges);
        await GenerationEvents.AppendAsync(
            connection, generation.Id, GenerationStatus.Pending, "submitted", "The request was received.");
        return createdAt;
    }

    private NewGeneration Describe(GenerationSpecification spec, SubmitTerms terms, Caller caller)
    {
        var words = compose.Run(spec.PromptRequest);
        return new(
            Guid.CreateVersion7(), caller.OwnerId, Guid.CreateVersion7(), spec.Mode, spec.Prompt,
            spec.NegativePrompt, spec.RoomType, spec.Style, spec.AspectRatio, spec.Quality, spec.Variants,
            spec.Seed, spec.Model.Id, spec.ModelRequested, spec.MaxWaitSeconds, terms.Photos.Input1,
            terms.Photos.Input2, words.Prompt, words.Negative, words.TemplateVersion, spec.Model.CreditsPerVariant,
            spec.Model.ExpectedSeconds, terms.RetriedFrom, spec.Inspire?.Palette.GetRawText(),
            spec.Inspire?.Surface?.GetRawText(), spec.Inspire?.Stencil.Text(), spec.Inspire?.MinRegionMm,
            spec.Inspire is null ? null : Guid.CreateVersion7());
    }
}
