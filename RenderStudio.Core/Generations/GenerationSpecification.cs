using RenderStudio.Core.Assets;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Generations;

/// <summary>A valid request: every value is known and every default is set.</summary>
public sealed record GenerationSpecification
{
    public required string Mode { get; init; }

    public required string? Prompt { get; init; }

    public required string? NegativePrompt { get; init; }

    public required string? RoomType { get; init; }

    public required string? Style { get; init; }

    public required string AspectRatio { get; init; }

    public required string Quality { get; init; }

    public required int Variants { get; init; }

    public required long? Seed { get; init; }

    public required Model Model { get; init; }

    /// <summary>Whether the request named the model; false for the default model.</summary>
    public required bool ModelRequested { get; init; }

    public required int? MaxWaitSeconds { get; init; }

    /// <summary>As many photos as the mode requires; the photo of the room is the first.</summary>
    public required IReadOnlyList<PhotoSource> Photos { get; init; }

    /// <summary>Set exactly when the mode draws a stencil.</summary>
    public InspireSpecification? Inspire { get; init; }

    /// <summary>Credits for all requested variants.</summary>
    public int Credits => Variants * Model.CreditsPerVariant;

    public PromptRequest PromptRequest => new(Mode, RoomType, Style, Prompt, NegativePrompt,
        Inspire?.Colors.Select(color => color.Name ?? color.Hex).ToList());
}
