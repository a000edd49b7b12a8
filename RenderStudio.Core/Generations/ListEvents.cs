using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Generations;

public sealed record Timeline(IReadOnlyList<GenerationEvent> Items);

/// <summary>The timeline of one generation, in order.</summary>
public sealed class ListEvents(StudioDatabase database)
{
    private const int Most = 1000;

    /// <param name="after">The last <c>seq</c> that is known; 0 for all.</param>
    public async Task<Result<Timeline>> RunAsync(
        Guid id, Caller caller, int after, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        if (!await GenerationStore.OwnsAsync(connection, id, caller.OwnerId))
            return GetGeneration.NotFound;
        return new Timeline(await GenerationStore.EventsAsync(connection, id, after, Most));
    }

    /// <summary>All of it, for a caller who is known to own it.</summary>
    public async Task<IReadOnlyList<GenerationEvent>> AllAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await GenerationStore.EventsAsync(connection, id, after: 0, Most);
    }
}
