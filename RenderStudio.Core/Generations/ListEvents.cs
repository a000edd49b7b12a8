using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Generations;

public sealed record Timeline(IReadOnlyList<GenerationEvent> Items);

/// <param name="Ended">Nothing follows these.</param>
public sealed record TimelineNews(IReadOnlyList<GenerationEvent> Items, bool Ended);

/// <summary>The timeline of one generation, in order.</summary>
public sealed class ListEvents(StudioDatabase database, CheckHints hints)
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

    /// <summary>What came since, for a reader who is known to own it.</summary>
    public async Task<TimelineNews> NewsAsync(Guid id, int after, CancellationToken ct)
    {
        // In this order: what ended has written its last event already.
        var ended = await hints.HasEndedAsync(id, ct);
        await using var connection = await database.OpenAsync(ct);
        return new(await GenerationStore.EventsAsync(connection, id, after, Most), ended);
    }
}
