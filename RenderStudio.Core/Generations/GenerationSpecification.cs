using RenderStudio.Core.Inspire;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Generations;

/// <summary>A request that holds together: every value is one we know, every default is filled in.</summary>
/// <param name="Photos">As many as the mode needs, the room first.</param>
/// <param name="Inspire">Set exactly for the mode that draws stencils.</param>
public sealed record GenerationSpecification(
    string Mode, string? Prompt, string? NegativePrompt, string? RoomType, string? Style, string AspectRatio,
    string Quality, int Variants, long? Seed, Model Model, bool ModelRequested, int? MaxWaitSeconds,
    IReadOnlyList<PhotoSource> Photos, InspireSpecification? Inspire = null)
{
    /// <summary>Credits for all variants asked for.</summary>
    public int Credits => Variants * Model.CreditsPerVariant;

    public PromptRequest PromptRequest => new(Mode, RoomType, Style, Prompt, NegativePrompt,
        Inspire?.Colors.Select(color => color.Name ?? color.Hex).ToList());
}
