namespace RenderStudio.Core.Blobs;

/// <summary>Where strangers find what is public, below the app's own address.</summary>
public static class PublicAddress
{
    /// <summary>So many digits of the hash tell one content from another; with them the answer may be kept.</summary>
    public const int VersionDigits = 16;

    /// <summary>The path below which public files are served, without a leading slash.</summary>
    public const string Root = "api/v1/assets";

    public static string OfAsset(Guid id, string sha256) => $"/{Root}/uploads/{id}?v={sha256[..VersionDigits]}";

    /// <param name="file">Its public name, such as <c>0_thumb.webp</c>.</param>
    public static string OfRenderFile(Guid renderId, string file, string sha256) =>
        $"/{Root}/renders/{renderId}/{file}?v={sha256[..VersionDigits]}";
}
