using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Assets;

/// <summary>An input photo of a request: either the id of an asset or the bytes of an upload.</summary>
/// <param name="AssetId">Null for an upload.</param>
public sealed record PhotoSource(Guid? AssetId, ReadOnlyMemory<byte> Upload);

/// <summary>The input photos of a request, all of them in storage.</summary>
/// <param name="Ids">Asset ids in the order of the request.</param>
/// <param name="Uploads">Photos uploaded with the request; their rows are written in the submit's transaction.</param>
public sealed record StoredPhotos(IReadOnlyList<Guid> Ids, IReadOnlyList<Asset> Uploads)
{
    public Guid? Input1 => Ids is [var first, ..] ? first : null;

    public Guid? Input2 => Ids is [_, var second] ? second : null;

    public StorageUse Uploaded => new(Uploads.Sum(upload => upload.Bytes), Uploads.Count);
}
