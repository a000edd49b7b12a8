using RenderStudio.Core.Assets;

namespace RenderStudio.Core.Generations;

/// <summary>Photos of a request, all of them in storage.</summary>
/// <param name="Uploads">Those that came with the request and are recorded with it.</param>
public sealed record KeptPhotos(IReadOnlyList<Guid> Ids, IReadOnlyList<Asset> Uploads)
{
    public Guid? Input1 => Ids is [var first, ..] ? first : null;

    public Guid? Input2 => Ids is [_, var second] ? second : null;
}

/// <summary>Brings a request's photos together: assets are looked up, uploads are stored.</summary>
public sealed class KeepInputPhotos(InputPhotos photos)
{
    /// <summary>All or none; whoever does not write the request down calls <see cref="DiscardAsync"/>.</summary>
    public async Task<Result<KeptPhotos>> KeepAsync(GenerationSpecification spec, Guid ownerId, CancellationToken ct)
    {
        if (await MissingAsync(spec, ownerId, ct) is { } missing)
            return missing;

        List<Guid> ids = [];
        List<Asset> uploads = [];
        Problem? problem = null;
        try
        {
            foreach (var source in spec.Photos)
            {
                if (source.AssetId is { } named)
                {
                    ids.Add(named);
                    continue;
                }

                if ((await photos.StoreAsync(ownerId, source.Upload, ct)).Failed(out problem, out var stored))
                    break;
                ids.Add(stored.Id);
                uploads.Add(stored);
            }
        }
        catch (Exception)
        {
            await DiscardAsync(new(ids, uploads));
            throw;
        }

        if (problem is null)
            return new KeptPhotos(ids, uploads);
        await DiscardAsync(new(ids, uploads));
        return problem;
    }

    /// <inheritdoc cref="AssetFiles.UnlessErasedAsync"/>
    public Task<T> UnlessErasedAsync<T>(KeptPhotos kept, Func<Task<T>> write) =>
        photos.UnlessErasedAsync(kept.Uploads, write);

    public Task DiscardAsync(KeptPhotos kept) => Task.WhenAll(kept.Uploads.Select(photos.DiscardAsync));

    private async Task<Problem?> MissingAsync(GenerationSpecification spec, Guid ownerId, CancellationToken ct)
    {
        for (var index = 0; index < spec.Photos.Count; index++)
        {
            if (spec.Photos[index].AssetId is { } named && !await photos.OwnsAsync(ownerId, named, ct))
                return Problem.OfField($"input{index + 1}", "There is no such photo of yours.");
        }

        return null;
    }
}
