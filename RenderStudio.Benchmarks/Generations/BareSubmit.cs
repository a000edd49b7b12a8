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
        var generation = Words();
        await CreditLedger.HoldAsync(connection, ownerId, generation.Id, 1);
        await SubmitStore.AddAsync(connection, generation);
        await SubmitStore.AddPredictionsAsync(connection, generation.Id, PredictionRange.Split(1, 4));
        await GenerationEvents.AppendAsync(
            connection, generation.Id, GenerationStatus.Pending, "submitted", "The request was received.");
    }, default);

    private NewGeneration Words() => new(
        Guid.CreateVersion7(), ownerId, Guid.CreateVersion7(), "imagine", SubmitBenchmark.Prompt, null, null, "japandi",
        "1:1", "standard", 1, null, "black-forest-labs/flux-schnell", false, null, null, null, new string('a', 1200),
        new string('a', 300), "1", 1, 6, null, null, null, null, null, null);
}
