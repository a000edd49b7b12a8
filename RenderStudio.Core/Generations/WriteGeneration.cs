using Npgsql;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Timeline;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Generations;

/// <summary>
/// Writes the generation, its predictions, the first timeline event and the credit hold in one transaction.
/// </summary>
public sealed class WriteGeneration(
    StudioDatabase database, Accounts accounts, ComposePrompt compose, HoldCredits hold)
{
    public Task<Result<SubmittedGeneration>> RunAsync(
        GenerationSpecification spec, SubmitTerms terms, Caller caller, CancellationToken ct)
    {
        var ranges = PredictionRange.Split(spec.Variants, spec.Model.VariantsPerRun);
        var generation = new NewGeneration
        {
            OwnerId = caller.OwnerId,
            Specification = spec,
            Composed = compose.Run(spec.PromptRequest),
            Photos = terms.Photos,
            RetriedFrom = terms.RetriedFrom,
        };
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
            if (await hold.RunAsync(connection, account, spec, caller, generation.Id) is { } problem)
                return problem;
            var createdAt = await AddAsync(connection, generation, ranges);
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

    private static async Task<DateTime> AddAsync(
        NpgsqlConnection connection, NewGeneration generation, IReadOnlyList<PredictionRange> ranges)
    {
        await InputPhotos.RecordAsync(connection, generation.Photos);
        var createdAt = await SubmitStore.AddAsync(connection, generation);
        await PredictionStore.AddAsync(connection, generation.Id, ranges);
        await GenerationEventStore.AppendAsync(
            connection, generation.Id, GenerationStatus.Pending, "submitted", "The request was received.");
        return createdAt;
    }
}
