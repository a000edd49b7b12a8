using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Generations;

public sealed record EventList(IReadOnlyList<GenerationEvent> Items);

/// <summary>Lists the timeline events of one generation, in order.</summary>
public sealed class ListEvents(StudioDatabase database)
{
    /// <param name="after">The last <c>seq</c> that the caller has; 0 for all events.</param>
    public async Task<Result<EventList>> RunAsync(
        Guid id, Caller caller, int after, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        if (!await GenerationStore.OwnsAsync(connection, id, caller.OwnerId))
            return GetGeneration.NotFound;
        return new EventList(await GenerationEventStore.ListAsync(connection, id, after));
    }
}
