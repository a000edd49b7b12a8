using System.Collections.Concurrent;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Renders;

/// <summary>What became of one of many.</summary>
/// <param name="Code">Null when it is done; else the code that the same request for it alone would have had.</param>
public sealed record BulkItem(Guid Id, string? Code, string? Detail);

public sealed record BulkResult(IReadOnlyList<BulkItem> Items);

/// <summary>Does the same to many renders, each by itself: what one refuses keeps no other from being done.</summary>
public sealed class BulkRenders(DeleteRender delete, PublishRender publish, ChangeRender change)
{
    public const int MaxRenders = 200;

    private const int AtOnce = 4;

    public static IReadOnlyList<string> Actions { get; } =
        ["delete", "restore", "publish", "unpublish", "favorite", "unfavorite"];

    /// <returns>In the order of the ids.</returns>
    public async Task<BulkResult> RunAsync(
        string action, IReadOnlyList<Guid> ids, Caller caller, CancellationToken ct)
    {
        var problems = new ConcurrentDictionary<Guid, Problem?>();
        await Parallel.ForEachAsync(
            ids, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
            async (id, token) => problems[id] = await TryAsync(action, id, caller, token));
        return new([.. ids.Select(id => new BulkItem(id, problems[id]?.CodeText, problems[id]?.Message))]);
    }

    private async Task<Problem?> TryAsync(string action, Guid id, Caller caller, CancellationToken ct)
    {
        try
        {
            return await DoAsync(action, id, caller, ct);
        }
        catch (Exception trouble) when (Outage.IsCauseOf(trouble) && !ct.IsCancellationRequested)
        {
            return Outage.Problem;
        }
    }

    private Task<Problem?> DoAsync(string action, Guid id, Caller caller, CancellationToken ct) => action switch
    {
        "delete" => delete.RunAsync(id, caller, ct),
        "restore" => delete.RestoreAsync(id, caller, ct),
        "publish" => publish.RunAsync(id, isPublic: true, caller, ct),
        "unpublish" => publish.RunAsync(id, isPublic: false, caller, ct),
        "favorite" => change.RunAsync(id, new() { Favorite = true }, caller, ct),
        "unfavorite" => change.RunAsync(id, new() { Favorite = false }, caller, ct),
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "is not among the actions"),
    };
}
