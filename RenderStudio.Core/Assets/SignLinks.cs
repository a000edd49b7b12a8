using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Assets;

/// <param name="Url">Null when the caller has no such asset; <paramref name="Code"/> is set then.</param>
/// <param name="PublicUrl">Permanent link; null unless the asset is public.</param>
public sealed record SignedLink(Guid Id, Uri? Url, DateTime? ExpiresAt, string? Code, Uri? PublicUrl = null);

/// <summary>Signs links to many assets of the caller.</summary>
public sealed class SignLinks(StudioDatabase database, AssetViews views, BlobLinks links)
{
    public const int MaxIds = 100;

    /// <returns>In the order of the ids.</returns>
    public async Task<IReadOnlyList<SignedLink>> RunAsync(IReadOnlyList<Guid> ids, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var found = await AssetStore.FindAllAsync(connection, caller.OwnerId, [.. ids]);
        var assets = found.ToDictionary(asset => asset.Id);
        return [.. ids.Select(id => assets.TryGetValue(id, out var asset) ? Signed(asset) : Missing(id))];
    }

    private SignedLink Signed(Asset asset) => new(
        asset.Id, views.LinkOf(asset), asset.IsPublic ? null : links.Expiry().UtcDateTime, Code: null,
        views.PublicLinkOf(asset));

    private static SignedLink Missing(Guid id) => new(id, null, null, GetAsset.NotFound.CodeText);
}
