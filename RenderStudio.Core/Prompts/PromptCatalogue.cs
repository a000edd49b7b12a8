using System.Text.Json;
using System.Text.Json.Serialization;

namespace RenderStudio.Core.Prompts;

/// <param name="Id">What a request names.</param>
/// <param name="Name">What a person reads.</param>
/// <param name="Words">What the image model reads.</param>
public sealed record PromptEntry(string Id, string Name, string Words);

/// <summary>What can be asked for.</summary>
/// <param name="Photos">How many it starts from; all of them are required.</param>
/// <param name="Task">What the image model is to do.</param>
/// <param name="Keep">What it must not touch; null where there is no photo to be true to.</param>
/// <param name="Negative">What no picture of this mode should show.</param>
/// <param name="DrawsStencil">The model paints over a stencil of ours, in a palette; there is no room in it.</param>
/// <param name="Quality">In place of the words that every other prompt carries; null for those.</param>
public sealed record Mode(
    string Id, string Name, string Description, int Photos, bool NeedsPrompt, string Task, string? Keep,
    string Negative, bool DrawsStencil = false, string? Quality = null);

/// <summary>The modes, styles, rooms and markets on offer, from the embedded catalogue.json.</summary>
public sealed record PromptCatalogue
{
    /// <summary>Stands beside every composed prompt; changes with any word in the file.</summary>
    public required string Version { get; init; }

    /// <summary>Words that every prompt carries.</summary>
    public required string Quality { get; init; }

    public required IReadOnlyList<Mode> Modes { get; init; }

    public required IReadOnlyList<PromptEntry> Markets { get; init; }

    public required IReadOnlyList<PromptEntry> Styles { get; init; }

    public required IReadOnlyList<PromptEntry> RoomTypes { get; init; }

    /// <exception cref="InvalidDataException">The catalogue repeats an id or leaves something empty.</exception>
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
public sealed partial class PromptJson : JsonSerializerContext;
