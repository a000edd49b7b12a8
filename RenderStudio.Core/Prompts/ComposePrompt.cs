using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Prompts;

/// <summary>What an owner wished for; ids are of the catalogue, words are cleaned.</summary>
/// <param name="Colors">Names or <c>#rrggbb</c> of the only colours there may be; null for any.</param>
public sealed record PromptRequest(
    string Mode, string? RoomType, string? Style, string? Prompt, string? NegativePrompt,
    IReadOnlyList<string>? Colors = null);

/// <param name="Name">What the part is about: <c>task</c>, <c>room</c>, <c>style</c>, …</param>
public sealed record PromptPart(string Name, string Words);

/// <param name="Negative">What should not be seen, for the models that ask for it.</param>
public sealed record ComposedPrompt(IReadOnlyList<PromptPart> Parts, string Negative, string TemplateVersion)
{
    /// <summary>
    /// One part per line. Cleaned words hold no line break, so an owner's part cannot become another.
    /// </summary>
    public string Prompt => string.Join('\n', Parts.Select(part => part.Words));
}

/// <summary>Makes the words the image model reads. The same wish always gives the same words.</summary>
public sealed class ComposePrompt(PromptCatalogue catalogue, IOptions<PromptOptions> options)
{
    /// <exception cref="ArgumentException">The wish names a mode that the catalogue does not have.</exception>
    public ComposedPrompt Run(PromptRequest wish)
    {
        var mode = catalogue.Mode(wish.Mode) ?? throw new ArgumentException($"There is no mode '{wish.Mode}'.");
        var negative = UserText.Clean(wish.NegativePrompt);
        return new(
            [.. Parts(mode, wish)],
            negative is null ? mode.Negative : $"{mode.Negative}, {negative}",
            catalogue.Version);
    }

    private IEnumerable<PromptPart> Parts(Mode mode, PromptRequest wish)
    {
        yield return new("task", mode.Task);
        foreach (var part in mode.DrawsStencil ? Colors(wish) : Place(wish))
            yield return part;
        if (UserText.Clean(wish.Prompt) is { } wishes)
            yield return new("wishes", $"{(mode.DrawsStencil ? "Theme" : "Wishes")}: {wishes}");
        yield return new("quality", mode.Quality ?? catalogue.Quality);
        if (mode.Keep is { } keep)
            yield return new("keep", keep);
    }

    private static IEnumerable<PromptPart> Colors(PromptRequest wish) =>
        wish.Colors is { } colors ? [new("colors", $"Colours, and no others: {string.Join(", ", colors)}.")] : [];

    private IEnumerable<PromptPart> Place(PromptRequest wish)
    {
        if (catalogue.RoomType(wish.RoomType) is { } room)
            yield return new("room", $"Room: {room.Words}.");
        if (catalogue.Style(wish.Style) is { } style)
            yield return new("style", $"Style: {style.Words}.");
        if (catalogue.Market(options.Value.Market) is { } market)
            yield return new("market", market.Words);
    }
}
