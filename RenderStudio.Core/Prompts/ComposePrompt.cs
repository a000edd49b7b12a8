using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Prompts;

/// <summary>The inputs of a composed prompt. Ids refer to the prompt catalogue.</summary>
/// <param name="Colors">Names or <c>#rrggbb</c> values of the only allowed colours; null allows any colour.</param>
public sealed record PromptRequest(
    string Mode, string? RoomType, string? Style, string? Prompt, string? NegativePrompt,
    IReadOnlyList<string>? Colors = null);

/// <param name="Name">The topic of the part: <c>task</c>, <c>room</c>, <c>style</c>, …</param>
public sealed record PromptPart(string Name, string Words);

/// <param name="Negative">What the picture must not show, for models that accept a negative prompt.</param>
public sealed record ComposedPrompt(IReadOnlyList<PromptPart> Parts, string Negative, string TemplateVersion)
{
    /// <summary>
    /// One part per line. Cleaned text contains no line break, so an owner's text cannot start another part.
    /// </summary>
    public string Prompt => string.Join('\n', Parts.Select(part => part.Words));
}

/// <summary>Composes the prompt for the image model. Equal requests yield equal prompts.</summary>
public sealed class ComposePrompt(PromptCatalogue catalogue, IOptions<PromptOptions> options)
{
    /// <exception cref="ArgumentException">The catalogue does not contain the requested mode.</exception>
    public ComposedPrompt Run(PromptRequest request)
    {
        var mode = catalogue.Mode(request.Mode) ?? throw new ArgumentException($"Unknown mode '{request.Mode}'.");
        var negative = UserText.Clean(request.NegativePrompt);
        return new(
            [.. Parts(mode, request)],
            negative is null ? mode.Negative : $"{mode.Negative}, {negative}",
            catalogue.Version);
    }

    private IEnumerable<PromptPart> Parts(Mode mode, PromptRequest request)
    {
        yield return new("task", mode.Task);
        foreach (var part in mode.DrawsStencil ? Colors(request) : Place(request))
            yield return part;
        if (UserText.Clean(request.Prompt) is { } text)
            yield return new("wishes", $"{(mode.DrawsStencil ? "Theme" : "Wishes")}: {text}");
        yield return new("quality", mode.Quality ?? catalogue.Quality);
        if (mode.Keep is { } keep)
            yield return new("keep", keep);
    }

    private static IEnumerable<PromptPart> Colors(PromptRequest request) =>
        request.Colors is { } colors ? [new("colors", $"Colours, and no others: {string.Join(", ", colors)}.")] : [];

    private IEnumerable<PromptPart> Place(PromptRequest request)
    {
        if (catalogue.RoomType(request.RoomType) is { } room)
            yield return new("room", $"Room: {room.Words}.");
        if (catalogue.Style(request.Style) is { } style)
            yield return new("style", $"Style: {style.Words}.");
        if (catalogue.Market(options.Value.Market) is { } market)
            yield return new("market", market.Words);
    }
}
