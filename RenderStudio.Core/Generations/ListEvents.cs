using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Generations;

public sealed record EventList(IReadOnlyList<GenerationEvent> Items);

/// <summary>The timeline of one generation, in order.</summary>
public sealed class ListEvents(StudioDatabase database)
{
    /// <param name="after">The last <c>seq</c> that is known; 0 for all.</param>
    public async Task<Result<EventList>> RunAsync(
        Guid id, Caller caller, int after, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        if (!await GenerationStore.OwnsAsync(connection, id, caller.OwnerId))
            return GetGeneration.NotFound;
        return new EventList(await GenerationEvents.ListAsync(connection, id, after));
    }
}
