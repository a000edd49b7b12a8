using RenderStudio.Core.Database;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Timeline;
using RenderStudio.Core.Usage;

namespace RenderStudio.Benchmarks.Generations;

/// <summary>The SQL statements of a submit in one transaction, without any other work.</summary>
internal sealed class BareSubmit(StudioDatabase database, Guid ownerId)
{
    public Task RunAsync() => database.InTransactionAsync(async connection =>
    {
        await AccountStore.LockAsync(connection, ownerId);
        await SubmitStore.RunningAsync(connection, ownerId);
        var generation = Describe();
        await CreditLedger.HoldAsync(connection, ownerId, generation.Id, 1);
        await SubmitStore.AddAsync(connection, generation);
        await SubmitStore.AddPredictionsAsync(connection, generation.Id, PredictionRange.Split(1, 4));
        await GenerationEventStore.AppendAsync(
            connection, generation.Id, GenerationStatus.Pending, "submitted", "The request was received.");
    }, default);

    private NewGeneration Describe() => new()
    {
        Id = Guid.CreateVersion7(),
        OwnerId = ownerId,
        RenderId = Guid.CreateVersion7(),
        Mode = "imagine",
        Prompt = SubmitBenchmark.Prompt,
        NegativePrompt = null,
        RoomType = null,
        Style = "japandi",
        AspectRatio = "1:1",
        Quality = "standard",
        Variants = 1,
        Seed = null,
        Model = "black-forest-labs/flux-schnell",
        ModelRequested = false,
        MaxWaitSeconds = null,
        Input1Id = null,
        Input2Id = null,
        ComposedPrompt = new string('a', 1200),
        ComposedNegative = new string('a', 300),
        TemplateVersion = "1",
        CreditsPerVariant = 1,
        ExpectedSeconds = 6,
        RetriedFrom = null,
    };
}
