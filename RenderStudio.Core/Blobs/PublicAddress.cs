namespace RenderStudio.Core.Blobs;

/// <summary>Paths of public files, relative to the app's base URL.</summary>
public static class PublicAddress
{
    /// <summary>
    /// Number of hash digits in the URL, which identify the content; a response to such a URL is cacheable.
    /// </summary>
    public const int VersionDigits = 16;

    /// <summary>The path below which public files are served, without a leading slash.</summary>
    public const string Root = "api/v1/assets";

    public static string OfAsset(Guid id, string sha256) => $"/{Root}/uploads/{id}?v={Version(sha256)}";

    /// <param name="file">Its public name, such as <c>0_thumb.webp</c>.</param>
    public static string OfRenderFile(Guid renderId, string file, string sha256) =>
        $"/{Root}/renders/{renderId}/{file}?v={Version(sha256)}";

    private static string Version(string sha256) => sha256[..Math.Min(sha256.Length, VersionDigits)];
}
