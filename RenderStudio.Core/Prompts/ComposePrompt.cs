namespace RenderStudio.Core.Prompts;

/// <summary>What an owner wished for; ids are of the catalogue, words are cleaned.</summary>
public sealed record PromptWish(string Mode, string? RoomType, string? Style, string? Prompt, string? NegativePrompt);

public sealed record ComposedPrompt(string Prompt, string Negative, string TemplateVersion);

/// <summary>Makes the words the image model reads. The same wish always gives the same words.</summary>
public sealed class ComposePrompt(PromptCatalogue catalogue)
{
    private const string TemplateVersion = "2026-11-1";

    private const string Quality = "photorealistic interior photography, natural light, sharp focus";

    private const string KeepTheRoom = "keep walls, windows, doors and camera position exactly as they are";

    private const string Negative = "text, watermark, logo, distorted perspective, blurry, low quality";

    public ComposedPrompt Run(PromptWish wish) => new(
        string.Join(", ", Parts(wish).OfType<string>()),
        wish.NegativePrompt is null ? Negative : $"{Negative}, {wish.NegativePrompt}",
        TemplateVersion);

    private IEnumerable<string?> Parts(PromptWish wish)
    {
        var room = catalogue.RoomType(wish.RoomType)?.Words ?? "room";
        if (wish.Mode == GenerationModes.Redesign)
            yield return $"interior redesign of this {room}";
        else if (wish.RoomType is not null)
            yield return room;
        yield return catalogue.Style(wish.Style)?.Words;
        yield return wish.Prompt;
        yield return Quality;
        if (wish.Mode == GenerationModes.Redesign)
            yield return KeepTheRoom;
    }
}
