using System.Collections.Concurrent;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Renders;

/// <summary>The result for one render of a bulk request.</summary>
/// <param name="Code">Null on success; otherwise the code that a single request for this render returns.</param>
public sealed record BulkItem(Guid Id, string? Code, string? Detail);

public sealed record BulkResult(IReadOnlyList<BulkItem> Items);

/// <summary>
/// Applies one action to many renders, each by itself: a failure for one render does not affect the others.
/// </summary>
public sealed class BulkRenders(DeleteRender delete, PublishRender publish, ChangeRender change)
{
    public const int MaxRenders = 200;

    private const int MaxParallel = 4;

    public static IReadOnlyList<string> Actions { get; } =
        ["delete", "restore", "publish", "unpublish", "favorite", "unfavorite"];

    /// <returns>The results in the order of the ids.</returns>
    public async Task<BulkResult> RunAsync(
        string action, IReadOnlyList<Guid> ids, Caller caller, CancellationToken ct)
    {
        var problems = new ConcurrentDictionary<Guid, Problem?>();
        await Parallel.ForEachAsync(
            ids, new ParallelOptions { MaxDegreeOfParallelism = MaxParallel, CancellationToken = ct },
            async (id, token) => problems[id] = await TryAsync(action, id, caller, token));
        return new([.. ids.Select(id => new BulkItem(id, problems[id]?.CodeText, problems[id]?.Message))]);
    }

    private async Task<Problem?> TryAsync(string action, Guid id, Caller caller, CancellationToken ct)
    {
        try
        {
            return await DoAsync(action, id, caller, ct);
        }
        catch (Exception error) when (Outage.IsCauseOf(error) && !ct.IsCancellationRequested)
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
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "The action is unknown."),
    };
}
