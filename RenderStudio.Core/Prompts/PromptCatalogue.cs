using System.Text.Json;
using System.Text.Json.Serialization;

namespace RenderStudio.Core.Prompts;

/// <param name="Id">The id that requests contain.</param>
/// <param name="Name">The display name.</param>
/// <param name="Words">The text that the prompt contains.</param>
public sealed record PromptEntry(string Id, string Name, string Words);

/// <summary>A kind of generation that owners can request.</summary>
public sealed record Mode
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>Number of input photos; all of them are required.</summary>
    public required int Photos { get; init; }

    public required bool NeedsPrompt { get; init; }

    /// <summary>The instruction for the image model.</summary>
    public required string Task { get; init; }

    /// <summary>What the image model must preserve; null when there is no input photo to preserve.</summary>
    public required string? Keep { get; init; }

    /// <summary>What pictures of this mode must not show.</summary>
    public required string Negative { get; init; }

    /// <summary>
    /// The product draws a stencil that the image model paints in the colours of a palette; the picture shows no
    /// room.
    /// </summary>
    public bool DrawsStencil { get; init; }

    /// <summary>Replaces <see cref="PromptCatalogue.Quality"/> for this mode; null keeps it.</summary>
    public string? Quality { get; init; }
}

/// <summary>The available modes, styles, room types and markets, from the embedded catalogue.json.</summary>
public sealed record PromptCatalogue
{
    /// <summary>Stored with every composed prompt; changes with any text that prompts contain.</summary>
    public required string Version { get; init; }

    /// <summary>Text that every prompt contains, unless the mode replaces it.</summary>
    public required string Quality { get; init; }

    public required IReadOnlyList<Mode> Modes { get; init; }

    public required IReadOnlyList<PromptEntry> Markets { get; init; }

    public required IReadOnlyList<PromptEntry> Styles { get; init; }

    public required IReadOnlyList<PromptEntry> RoomTypes { get; init; }

    /// <exception cref="InvalidDataException">The catalogue contains a duplicate id or an empty value.</exception>
    public static PromptCatalogue Load() =>
        PromptCatalogueCheck.Checked(EmbeddedJson.Read("catalogue.json", PromptJson.Default.PromptCatalogue));

    public Mode? Mode(string? id) => Modes.FirstOrDefault(mode => mode.Id == id);

    public PromptEntry? Style(string? id) => Styles.FirstOrDefault(style => style.Id == id);

    public PromptEntry? RoomType(string? id) => RoomTypes.FirstOrDefault(room => room.Id == id);

    public PromptEntry? Market(string? id) => Markets.FirstOrDefault(market => market.Id == id);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PromptCatalogue))]
[JsonSerializable(typeof(ModerationPolicy))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class PromptJson : JsonSerializerContext;
