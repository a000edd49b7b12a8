using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Generations;

/// <summary>Lists an owner's generations, newest first.</summary>
public sealed class ListGenerations(StudioDatabase database)
{
    public async Task<Page<GenerationSummary>> RunAsync(
        Caller caller, string? status, string? mode, Keyset? after, int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await GenerationStore.PageAsync(
            connection, new(caller.OwnerId, status, mode, after?.At, after?.Id, limit + 1));
        return Page.Of(rows, limit, row => new(row.CreatedAt, row.Id));
    }
}
