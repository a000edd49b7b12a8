namespace RenderStudio.Core.Blobs;

/// <summary>Paths of blobs. No part of a path comes from a user.</summary>
internal static class StoragePaths
{
    public static string Input(Guid ownerId, Guid name, string extension) => $"{ownerId}/inputs/{name}.{extension}";

    /// <param name="which"><c>primary</c> or <c>secondary</c>.</param>
    public static string Logo(Guid ownerId, string which, Guid name, string extension) =>
        $"{ownerId}/logos/{which}-{name}.{extension}";

    public static string Avatar(Guid ownerId, Guid name, string extension) =>
        $"{ownerId}/profile/avatar-{name}.{extension}";

    /// <summary>Path of a presigned upload. No file is ever served from this folder.</summary>
    public static string Staging(Guid grantId) => $"{StagingFolder}{grantId}";

    internal const string StagingFolder = "staging/";

    /// <param name="suffix">Distinguishes the files of one asset (<c>_stencil</c>); may be empty.</param>
    public static string JobAsset(Guid ownerId, Guid generationId, Guid assetId, string suffix, string extension) =>
        $"{ownerId}/{generationId}/{assetId}{suffix}.{extension}";

    /// <summary>Path of an output, derived from its content: written once, never changed.</summary>
    public static string RenderFile(Guid renderId, string sha256, string extension = "webp") =>
        $"{RenderFolder(renderId)}{sha256}.{extension}";

    /// <summary>The folder of all uploads of an owner.</summary>
    public static string OwnerFolder(Guid ownerId) => $"{ownerId}/";

    /// <summary>The folder of all files of a render.</summary>
    public static string RenderFolder(Guid renderId) => $"renders/{renderId}/";

    /// <summary>The render whose folder contains the path; null for any other path.</summary>
    public static Guid? RenderOf(string path) =>
        path.Split('/') is ["renders", var id, _] && Guid.TryParse(id, out var renderId) ? renderId : null;
}
