namespace RenderStudio.Core.Blobs;

/// <summary>Where blobs lie. No part of a name ever comes from a user.</summary>
public static class StoragePaths
{
    public static string Input(Guid ownerId, Guid name, string extension) => $"{ownerId}/inputs/{name}.{extension}";

    /// <param name="which"><c>primary</c> or <c>secondary</c>.</param>
    public static string Logo(Guid ownerId, string which, Guid name, string extension) =>
        $"{ownerId}/logos/{which}-{name}.{extension}";

    public static string Avatar(Guid ownerId, Guid name, string extension) =>
        $"{ownerId}/profile/avatar-{name}.{extension}";

    /// <summary>Where an upload grant lets its holder write. Nothing is ever served from here.</summary>
    public static string Staging(Guid grantId) => $"{StagingFolder}{grantId}";

    internal const string StagingFolder = "staging/";

    /// <param name="suffix">What tells apart files of one asset (<c>_stencil</c>), or empty.</param>
    public static string JobAsset(Guid ownerId, Guid generationId, Guid assetId, string suffix, string extension) =>
        $"{ownerId}/{generationId}/{assetId}{suffix}.{extension}";

    /// <summary>An output by its content: written once, never changed.</summary>
    public static string RenderFile(Guid renderId, string sha256, string extension = "webp") =>
        $"{RenderFolder(renderId)}{sha256}.{extension}";

    /// <summary>Everything that an owner brought.</summary>
    public static string OwnerFolder(Guid ownerId) => $"{ownerId}/";

    /// <summary>Everything that was ever stored for a render.</summary>
    public static string RenderFolder(Guid renderId) => $"renders/{renderId}/";

    /// <summary>The render that a path of its folder belongs to; null for any other path.</summary>
    public static Guid? RenderOf(string path) =>
        path.Split('/') is ["renders", var id, _] && Guid.TryParse(id, out var renderId) ? renderId : null;
}
