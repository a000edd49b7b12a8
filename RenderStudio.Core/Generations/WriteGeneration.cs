using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Storage;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Generations;

/// <summary>
/// One transaction: the generation, its predictions, the first event and the credit hold, or nothing at all.
/// </summary>
public sealed class WriteGeneration(StudioDatabase database, Accounts accounts, ComposePrompt compose)
{
    public async Task<Result<SubmittedGeneration>> RunAsync(
        GenerationOrder order, KeptPhotos photos, Caller caller, CancellationToken ct)
    {
        var ranges = PredictionRange.Split(order.Variants, order.Model.VariantsPerRun);
        var generation = Describe(order, photos, caller);
        Problem? refusal = null;
        var (createdAt, remaining) = await database.InTransactionAsync(async connection =>
        {
            // Locked first, so that an owner's submits are decided one after the other. The new rows are nobody else's
            // yet.
            var account = await accounts.EnsureAsync(connection, caller.OwnerId);
            refusal = await RefusalAsync(connection, account, order, caller);
            return refusal is null
                ? (await AddAsync(connection, generation, photos, ranges, order.Credits),
                    account.Balance - order.Credits)
                : default;
        }, ct);
        return refusal is not null
            ? refusal
            : new SubmittedGeneration(
                generation.Id, order.Mode, createdAt, order.Credits, remaining, [.. ranges.Select(range => range.Id)]);
    }

    private static async Task<Problem?> RefusalAsync(
        NpgsqlConnection connection, Account account, GenerationOrder order, Caller caller)
    {
        if (order.Variants > account.Plan.MaxVariants)
            return Problem.OfField("variants", $"Your plan allows {account.Plan.MaxVariants} pictures at a time.");
        var running = await SubmitStore.RunningAsync(connection, caller.OwnerId);
        if (running.Count >= account.Plan.ConcurrentGenerations)
        {
            return new(ProblemCode.GenerationInFlight,
                $"Your plan allows {account.Plan.ConcurrentGenerations} generations at a time. "
                + $"Running: {string.Join(", ", running)}.");
        }

        return account.Balance >= order.Credits ? null : TooFewCredits(account, order);
    }

    private static Problem TooFewCredits(Account account, GenerationOrder order) => new(ProblemCode.QuotaExceeded,
        $"This takes {order.Credits} credits and you have {account.Balance}. "
        + $"Your plan renews on {account.PeriodEnds:yyyy-MM-dd}.");

    private static async Task<DateTime> AddAsync(
        NpgsqlConnection connection, NewGeneration generation, KeptPhotos photos, IReadOnlyList<PredictionRange> ranges,
        int credits)
    {
        foreach (var upload in photos.Uploads)
            await InputPhotos.RecordAsync(connection, upload);
        var createdAt = await SubmitStore.AddAsync(connection, generation);
        await SubmitStore.AddPredictionsAsync(connection, generation.Id, ranges);
        await GenerationEvents.AppendAsync(
            connection, generation.Id, GenerationStatus.Pending, "submitted", "The request was received.");
        if (!await CreditLedger.HoldAsync(connection, generation.OwnerId, generation.Id, credits))
            throw new InvalidOperationException("The balance changed under the account's lock.");
        return createdAt;
    }

    private NewGeneration Describe(GenerationOrder order, KeptPhotos photos, Caller caller)
    {
        var words = compose.Run(order.Wish);
        return new(
            Guid.CreateVersion7(), caller.OwnerId, Guid.CreateVersion7(), order.Mode, order.Prompt,
            order.NegativePrompt, order.RoomType, order.Style, order.AspectRatio, order.Quality, order.Variants,
            order.Seed, order.Model.Id, order.ModelRequested, order.MaxWaitSeconds, photos.Input1,
            photos.Input2, words.Prompt, words.Negative, words.TemplateVersion, order.Model.CreditsPerVariant,
            order.Model.ExpectedSeconds);
    }
}
