using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Assets;

/// <param name="Url">Null when there is no such file of the caller's; <paramref name="Code"/> says so.</param>
public sealed record SignedLink(Guid Id, Uri? Url, DateTimeOffset? ExpiresAt, string? Code);

/// <summary>Links to many files at once, for those that the caller may see.</summary>
public sealed class SignLinks(StudioDatabase database, AssetViews views, BlobLinks links)
{
    public const int Most = 100;

    /// <returns>In the order of the ids.</returns>
    public async Task<IReadOnlyList<SignedLink>> RunAsync(IReadOnlyList<Guid> ids, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var found = await AssetStore.FindAllAsync(connection, caller.OwnerId, [.. ids]);
        var assets = found.ToDictionary(asset => asset.Id);
        return [.. ids.Select(id => assets.TryGetValue(id, out var asset) ? Signed(asset) : Missing(id))];
    }

    private SignedLink Signed(Asset asset) =>
        new(asset.Id, views.LinkOf(asset), asset.IsPublic ? null : links.Expiry(), null);

    private static SignedLink Missing(Guid id) => new(id, null, null, GetAsset.NotFound.CodeText);
}
