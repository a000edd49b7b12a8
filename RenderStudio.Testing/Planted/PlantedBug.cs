using System.Text.Json;

namespace RenderStudio.Testing.Planted;

/// <summary>A bug that a change of the product could introduce, as a replacement in one file.</summary>
public sealed record PlantedBug
{
    /// <summary>The incorrect behavior of the product.</summary>
    public required string Bug { get; init; }

    /// <summary>Relative to the repository; its first folder is the project.</summary>
    public required string File { get; init; }

    /// <summary>The original code, which occurs once in the file.</summary>
    public required string Before { get; init; }

    public required string After { get; init; }

    /// <summary>The class, or class and method, that must fail.</summary>
    public required string Test { get; init; }

    /// <summary>The name of the list that contains the bug.</summary>
    public string Feature { get; init; } = "";

    public string Project => File[..File.IndexOf('/')];

    public bool Mentions(string? text) => text is null
        || new[] { Bug, File, Test, Feature }.Any(part => part.Contains(text, StringComparison.OrdinalIgnoreCase));

    /// <summary>All bugs of the folder's lists, by list name.</summary>
    public static IReadOnlyList<PlantedBug> Load(string folder) =>
        [.. Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).SelectMany(OfList)];

    /// <summary>Returns the file's text with the bug.</summary>
    public string Plant(string source)
    {
        var at = source.IndexOf(Before, StringComparison.Ordinal);
        if (Before == After || at < 0 || source.IndexOf(Before, at + 1, StringComparison.Ordinal) >= 0)
            throw new InvalidDataException($"{File}: 'before' must occur once and differ from 'after' ({Bug})");
        return string.Concat(source.AsSpan(0, at), After, source.AsSpan(at + Before.Length));
    }

    private static IEnumerable<PlantedBug> OfList(string file) => JsonSerializer
        .Deserialize<PlantedBug[]>(System.IO.File.ReadAllText(file), JsonSerializerOptions.Web)!
        .Select(bug => bug with { Feature = Path.GetFileNameWithoutExtension(file) });
}
