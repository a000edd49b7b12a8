using System.Text.Json;
using System.Text.Json.Serialization;

namespace RenderStudio.Core.Prompts;

/// <param name="Id">What a request names.</param>
/// <param name="Name">What a person reads.</param>
/// <param name="Words">What the image model reads.</param>
public sealed record PromptEntry(string Id, string Name, string Words);

/// <summary>The styles and rooms on offer, from the embedded catalogue.json.</summary>
public sealed record PromptCatalogue(IReadOnlyList<PromptEntry> Styles, IReadOnlyList<PromptEntry> RoomTypes)
{
    /// <exception cref="InvalidDataException">The catalogue repeats an id or leaves something empty.</exception>
    public static PromptCatalogue Load()
    {
        var name = $"{typeof(PromptCatalogue).Namespace}.catalogue.json";
        using var stream = typeof(PromptCatalogue).Assembly.GetManifestResourceStream(name)!;
        var catalogue = JsonSerializer.Deserialize(stream, PromptJson.Default.PromptCatalogue)!;
        Check(nameof(Styles), catalogue.Styles);
        Check(nameof(RoomTypes), catalogue.RoomTypes);
        return catalogue;
    }

    public PromptEntry? Style(string? id) => Styles.FirstOrDefault(style => style.Id == id);

    public PromptEntry? RoomType(string? id) => RoomTypes.FirstOrDefault(room => room.Id == id);

    private static void Check(string list, IReadOnlyList<PromptEntry> entries)
    {
        if (entries.Count == 0 || entries.Any(entry => entry.Id == "" || entry.Name == "" || entry.Words == ""))
            throw new InvalidDataException($"Prompt catalogue: {list} has an empty entry or none.");
        if (entries.DistinctBy(entry => entry.Id).Count() < entries.Count)
            throw new InvalidDataException($"Prompt catalogue: {list} names an id twice.");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PromptCatalogue))]
public sealed partial class PromptJson : JsonSerializerContext;
