using RenderStudio.Core.Prompts;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Generations;

/// <summary>From a request to an order, or to everything that is wrong with it.</summary>
public sealed class SubmitRules(PromptCatalogue catalogue)
{
    public const int MaxVariants = 4;

    // Every model takes it, and the seeds of further predictions, which count on from it.
    public const long MaxSeed = 2_000_000_000;

    private const string MatchInput = "match_input";
    private const string Square = "1:1";

    private static readonly string[] AspectRatios = [MatchInput, Square, "4:3", "3:4", "3:2", "2:3", "16:9", "9:16"];

    private static readonly string[] Qualities = ["draft", "standard", "high"];

    public Result<GenerationOrder> Judge(SubmitRequest request)
    {
        var errors = request.Errors;
        var mode = JudgeMode(request.Mode, errors);
        var prompt = JudgeWords(request.Prompt, "prompt", OwnersWords.MaxPrompt, errors);
        var negative = JudgeWords(request.NegativePrompt, "negativePrompt", OwnersWords.MaxNegative, errors);
        JudgeChoice(request.RoomType, "roomType", catalogue.RoomTypes.Select(room => room.Id), errors);
        JudgeChoice(request.Style, "style", catalogue.Styles.Select(style => style.Id), errors);
        JudgeChoice(request.AspectRatio, "aspectRatio", AspectRatios, errors);
        JudgeChoice(request.Quality, "quality", Qualities, errors);
        JudgeRange(request.Variants, "variants", 1, MaxVariants, errors);
        JudgeRange(request.Seed, "seed", 0, MaxSeed, errors);
        JudgeRange(request.MaxWaitSeconds, "maxWaitSeconds", 5, 1800, errors);
        var model = mode is null ? null : JudgeForMode(mode, prompt, request, errors);
        if (errors.ToProblem() is { } problem)
            return problem;

        return new GenerationOrder(
            mode!, prompt, negative, request.RoomType, request.Style,
            request.AspectRatio ?? (GenerationModes.NeedsPhoto(mode!) ? MatchInput : Square),
            request.Quality ?? "standard", (int)(request.Variants ?? 1), request.Seed,
            model!, request.Model is not null, (int?)request.MaxWaitSeconds, request.Input1);
    }

    private static string? JudgeMode(string? mode, FieldErrors errors)
    {
        if (mode is not null && GenerationModes.Known.Contains(mode))
            return mode;
        if (!errors.Has("mode"))
            errors.Add("mode", $"{(mode is null ? "Is required" : "Is not known")}. {Known(GenerationModes.Known)}");
        return null;
    }

    private static Model? JudgeForMode(string mode, string? prompt, SubmitRequest request, FieldErrors errors)
    {
        var photo = GenerationModes.NeedsPhoto(mode);
        errors.AddWhen(prompt is null && GenerationModes.NeedsPrompt(mode) && !errors.Has("prompt"),
            "prompt", $"Is required for {mode}.");
        errors.AddWhen(photo && request.Input1 is null && !errors.Has("input1"),
            "input1", $"A photo is required for {mode}.");
        errors.AddWhen(!photo && request.Input1 is not null, "input1", $"A photo is not used by {mode}.");
        errors.AddWhen(request.Input2 is not null, "input2", $"A second photo is not used by {mode}.");
        errors.AddWhen(!photo && request.AspectRatio == MatchInput, "aspectRatio", "There is no photo to match.");
        errors.AddWhen(photo && request.AspectRatio is not (null or MatchInput) && !errors.Has("aspectRatio"),
            "aspectRatio", $"Pictures made by {mode} keep the photo's shape: {MatchInput}.");
        if (!ModelCatalogue.Choose(mode, request.Model).Failed(out var unknown, out var model))
            return model;
        errors.Add("model", unknown.Message);
        return null;
    }

    private static string? JudgeWords(string? text, string field, int limit, FieldErrors errors)
    {
        var words = OwnersWords.Clean(text);
        errors.AddWhen(words?.Length > limit, field, $"Has {words?.Length} characters; {limit} are allowed.");
        return words;
    }

    private static void JudgeChoice(string? value, string field, IEnumerable<string> known, FieldErrors errors) =>
        errors.AddWhen(value is not null && !known.Contains(value), field, $"Is not known. {Known(known)}");

    private static void JudgeRange(long? value, string field, long least, long most, FieldErrors errors) =>
        errors.AddWhen(value < least || value > most, field, $"Must be a whole number from {least} to {most}.");

    private static string Known(IEnumerable<string> ids) => $"Known: {string.Join(", ", ids)}.";
}
