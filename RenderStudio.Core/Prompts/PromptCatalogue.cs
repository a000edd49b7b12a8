using System.Text.Json;
using System.Text.Json.Serialization;

namespace RenderStudio.Core.Prompts;

/// <param name="Id">The id that requests contain.</param>
/// <param name="Name">The display name.</param>
/// <param name="Words">The text that the prompt contains.</param>
public sealed record PromptEntry(string Id, string Name, string Words);

/// <summary>A kind of generation that owners can request.</summary>
/// <param name="Photos">Number of input photos; all of them are required.</param>
/// <param name="Task">The instruction for the image model.</param>
/// <param name="Keep">What the image model must preserve; null when there is no input photo to preserve.</param>
/// <param name="Negative">What pictures of this mode must not show.</param>
/// <param name="DrawsStencil">
/// The product draws a stencil that the image model paints in the colours of a palette; the picture shows no room.
/// </param>
/// <param name="Quality">Replaces <see cref="PromptCatalogue.Quality"/> for this mode; null keeps it.</param>
public sealed record Mode(
    string Id, string Name, string Description, int Photos, bool NeedsPrompt, string Task, string? Keep,
    string Negative, bool DrawsStencil = false, string? Quality = null);

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
