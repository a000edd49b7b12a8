using Dapper;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults;

/// <summary>
/// An owner with photos, a grant, a published render and work in progress, who then requests erasure.
/// </summary>
public sealed class OwnerToErase
{
    private readonly Storm storm;
    private readonly StormOwner owner;
    private readonly Guid ownerId;
    private readonly string[] identifiers;

    private OwnerToErase(Storm storm, StormOwner owner, Guid ownerId, string[] identifiers) =>
        (this.storm, this.owner, this.ownerId, this.identifiers) = (storm, owner, ownerId, identifiers);

    /// <summary>1 while the erasure has begun and not ended.</summary>
    public string ErasingSql =>
        $"select count(*)::int from erasures where owner_id = '{ownerId}' and finished_at is null";

    public static async Task<OwnerToErase> CreateAsync(Storm storm)
    {
        var owner = new StormOwner(await storm.Studio.ClientAsync(), storm.Counts);
        var term = $"velvet{Guid.NewGuid():n}";
        var photo = await owner.UploadAsync();
        var staged = await owner.StageAsync();
        var generation = await owner.SubmitAsync($"with {term}");
        var render = await storm.RenderOfAsync(generation);
        await owner.ShowAsync(render, isPublic: true);
        await owner.SubmitAsync($"again with {term}");
        await using var connection = await storm.Studio.Database.OpenConnectionAsync();
        var ownerId = await connection.QuerySingleAsync<Guid>(
            "select owner_id from generations where id = @generation", new { generation });
        var renders = await connection.QueryAsync<Guid>(
            "select render_id from generations where owner_id = @ownerId", new { ownerId });
        return new(storm, owner, ownerId,
            [$"{ownerId}", term, $"{photo}", $"{staged}", .. renders.Select(each => $"{each}")]);
    }

    public async Task IsThereAsync()
    {
        var traces = await TracesAsync();
        if (!traces.Any(trace => trace.StartsWith("public/", StringComparison.Ordinal))
            || !traces.Any(trace => trace.StartsWith("private/staging/", StringComparison.Ordinal)))
            throw new StormException($"Files to erase are missing; the owner has: {string.Join(", ", traces)}");
    }

    /// <summary>Repeats the request until it is accepted; a repeated request returns the same erasure.</summary>
    public Task EraseAsync() => owner.EraseAsync();

    public async Task VerifyErasedAsync()
    {
        await Eventually.BecomesTrueAsync(FinishedAsync, storm.Studio.Pace.Patience, TimeSpan.FromMilliseconds(200));
        var left = (await TracesAsync()).Except(Traces.OfErased).ToList();
        if (left.Count > 0)
            throw new StormException($"Traces of an erased owner remain: {string.Join(", ", left)}");
        owner.Dispose();
    }

    private async Task<bool> FinishedAsync() => await storm.CountAsync(
        $"select count(*)::int from erasures where owner_id = '{ownerId}' and finished_at is not null") == 1;

    private Task<IReadOnlyList<string>> TracesAsync() =>
        new Traces(storm.Studio.Database, storm.Studio.Blobs).FindAsync(identifiers);
}
