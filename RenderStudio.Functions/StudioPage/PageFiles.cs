using System.Collections.Frozen;
using System.Security.Cryptography;

namespace RenderStudio.Functions.StudioPage;

/// <summary>A file of the page.</summary>
/// <param name="Path">In the file system.</param>
/// <param name="Compressed">The same content in Brotli, made by the build; null if it would not be smaller.</param>
/// <param name="Hash">Identifies the content.</param>
public sealed record PageFile(string Path, string? Compressed, string ContentType, string Hash);

/// <summary>
/// The files of the page, as the build made them. The list is read once, at the first request; a request can name
/// nothing else, whatever its path contains.
/// </summary>
public sealed class PageFiles(string folder)
{
    private const string CompressedSuffix = ".br";

    private readonly Lazy<FrozenDictionary<string, PageFile>> files = new(() => List(folder));

    /// <summary>Null when the app was built without the page.</summary>
    public PageFile? Index => Find("index.html");

    /// <param name="path">Relative, with forward slashes.</param>
    public PageFile? Find(string path) => files.Value.GetValueOrDefault(path);

    private static FrozenDictionary<string, PageFile> List(string folder) => !Directory.Exists(folder)
        ? FrozenDictionary<string, PageFile>.Empty
        : Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(CompressedSuffix, StringComparison.Ordinal))
            .ToFrozenDictionary(
                file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'), Read,
                StringComparer.Ordinal);

    private static PageFile Read(string file)
    {
        using var content = File.OpenRead(file);
        var compressed = file + CompressedSuffix;
        return new(
            file, File.Exists(compressed) ? compressed : null, TypeOf(file),
            Convert.ToHexStringLower(SHA256.HashData(content))[..32]);
    }

    private static string TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".webp" => "image/webp",
        ".json" => "application/json",
        _ => "application/octet-stream",
    };
}
