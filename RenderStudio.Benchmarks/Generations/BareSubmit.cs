using RenderStudio.Core.Database;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Timeline;
using RenderStudio.Core.Usage;

namespace RenderStudio.Benchmarks.Generations;

/// <summary>The SQL statements of a submit in one transaction, without any other work.</summary>
internal sealed class BareSubmit(StudioDatabase database, GenerationSpecification specification, Guid ownerId)
{
    private static readonly ComposedPrompt Composed =
        new([new("task", new string('a', 1200))], new string('a', 300), "1");

    public Task RunAsync() => database.InTransactionAsync(async connection =>
    {
        await AccountStore.LockAsync(connection, ownerId, TimeProvider.System.GetUtcNow().UtcDateTime);
        await SubmitStore.RunningAsync(connection, ownerId);
        var generation = new NewGeneration
        {
            OwnerId = ownerId,
            Specification = specification,
            Composed = Composed,
            Photos = new([], []),
        };
        await CreditLedger.HoldAsync(connection, ownerId, generation.Id, 1);
        await SubmitStore.AddAsync(connection, generation);
        await PredictionStore.AddAsync(connection, generation.Id, PredictionRange.Split(1, 4));
        await GenerationEventStore.AppendAsync(
            connection, generation.Id, GenerationStatus.Pending, "submitted", "The request was received.");
    }, default);
}
