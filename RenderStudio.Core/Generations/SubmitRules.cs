using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Generations;

/// <summary>From a request to a request, or to everything that is wrong with it.</summary>
public sealed class SubmitRules(
    PromptCatalogue catalogue, ModelCatalogue models, Moderation moderation, InspireRules inspire)
{
    public const int MaxVariants = 4;

    // Every model takes it, and the seeds of further predictions, which count on from it.
    public const long MaxSeed = 2_000_000_000;

    public const int MinWaitSeconds = 5;

    public const int MaxWaitSeconds = 1800;

    private const string Square = "1:1";

    private readonly string[] aspectRatios =
        [AspectRatio.MatchInput, .. models.AspectRatios.Select(ratio => ratio.Id)];

    public Result<GenerationSpecification> Judge(SubmitRequest request)
    {
        var errors = request.Errors;
        var mode = JudgeMode(request.Mode, errors);
        var prompt = JudgeWords(request.Prompt, "prompt", UserText.MaxPrompt, errors);
        var negative = JudgeWords(request.NegativePrompt, "negativePrompt", UserText.MaxNegative, errors);
        JudgeChoice(request.RoomType, "roomType", catalogue.RoomTypes.Select(room => room.Id), errors);
        JudgeChoice(request.Style, "style", catalogue.Styles.Select(style => style.Id), errors);
        JudgeChoice(request.AspectRatio, "aspectRatio", aspectRatios, errors);
        JudgeChoice(request.Quality, "quality", Quality.Known, errors);
        JudgeRange(request.Variants, "variants", 1, MaxVariants, errors);
        JudgeRange(request.Seed, "seed", 0, MaxSeed, errors);
        JudgeRange(request.MaxWaitSeconds, "maxWaitSeconds", MinWaitSeconds, MaxWaitSeconds, errors);
        var model = mode is null ? null : JudgeForMode(mode, prompt, request, errors);
        var inspired = mode is null ? null : JudgeInspire(mode, prompt, request, errors);
        if (errors.ToProblem() is { } problem)
            return problem;
        if (moderation.Judge(request.Prompt, request.NegativePrompt) is { } rejection)
            return rejection.ToProblem();

        PhotoSource?[] photos = [request.Input1, request.Input2];
        return new GenerationSpecification(
            mode!.Id, prompt, negative, request.RoomType, request.Style,
            request.AspectRatio ?? (mode.Photos > 0 || request.Surface is not null ? AspectRatio.MatchInput : Square),
            request.Quality ?? Quality.Standard, (int)(request.Variants ?? 1), request.Seed,
            model!, request.Model is not null, (int?)request.MaxWaitSeconds, [.. photos.OfType<PhotoSource>()],
            inspired);
    }

    private InspireSpecification? JudgeInspire(Mode mode, string? prompt, SubmitRequest request, FieldErrors errors)
    {
        if (mode.DrawsStencil)
            return inspire.Judge(request, prompt, errors);
        InspireRules.RefuseAll(request, errors);
        return null;
    }

    private Mode? JudgeMode(string? id, FieldErrors errors)
    {
        if (catalogue.Mode(id) is { } mode)
            return mode;
        if (!errors.Has("mode"))
        {
            errors.Add("mode",
                $"{(id is null ? "Is required" : "Is not known")}. {Known(catalogue.Modes.Select(known => known.Id))}");
        }

        return null;
    }

    private Model? JudgeForMode(Mode mode, string? prompt, SubmitRequest request, FieldErrors errors)
    {
        errors.AddWhen(prompt is null && mode.NeedsPrompt && !errors.Has("prompt"),
            "prompt", $"Is required for {mode.Id}.");
        JudgePhoto(mode, request.Input1, 1, errors);
        JudgePhoto(mode, request.Input2, 2, errors);
        errors.AddWhen(mode is { Photos: 0, DrawsStencil: false } && request.AspectRatio == AspectRatio.MatchInput,
            "aspectRatio", "There is no photo to match.");
        if (models.Choose(mode.Id, request.Model).Failed(out var unknown, out var model))
            errors.Add("model", unknown.Message);
        else
            JudgeForModel(mode, model, request, errors);
        return model;
    }

    private static void JudgePhoto(Mode mode, PhotoSource? photo, int number, FieldErrors errors)
    {
        var (field, which) = ($"input{number}", number == 1 ? "A photo" : "A second photo");
        if (errors.Has(field))
            return;
        errors.AddWhen(photo is null && number <= mode.Photos, field, $"{which} is required for {mode.Id}.");
        errors.AddWhen(photo is not null && number > mode.Photos, field, $"{which} is not used by {mode.Id}.");
    }

    /// <summary>A wish that the model has no way to fulfil is said to be one, with the models that have.</summary>
    private void JudgeForModel(Mode mode, Model model, SubmitRequest request, FieldErrors errors)
    {
        errors.AddWhen(
            mode.Photos > 0 && !model.Reshapes && !errors.Has("aspectRatio")
                && request.AspectRatio is not (null or AspectRatio.MatchInput),
            "aspectRatio", $"{model.Id} keeps the photo's shape ({AspectRatio.MatchInput}). "
                + Others(mode, other => other.Reshapes));
        errors.AddWhen(request.Seed is not null && !model.TakesSeed && !errors.Has("seed"),
            "seed", $"{model.Id} takes no seed. {Others(mode, other => other.TakesSeed)}");
    }

    private string Others(Mode mode, Func<Model, bool> can)
    {
        var able = models.Of(mode.Id).Where(can).Select(other => other.Id).ToList();
        return able.Count == 0
            ? $"No model for {mode.Id} does otherwise."
            : $"Models that can: {string.Join(", ", able)}.";
    }

    private static string? JudgeWords(string? text, string field, int limit, FieldErrors errors)
    {
        var words = UserText.Clean(text);
        errors.AddWhen(words?.Length > limit, field, $"Has {words?.Length} characters; {limit} are allowed.");
        return words;
    }

    private static void JudgeChoice(string? value, string field, IEnumerable<string> known, FieldErrors errors) =>
        errors.AddWhen(value is not null && !known.Contains(value), field, $"Is not known. {Known(known)}");

    private static void JudgeRange(long? value, string field, long least, long most, FieldErrors errors) =>
        errors.AddWhen(value < least || value > most, field, $"Must be a whole number from {least} to {most}.");

    private static string Known(IEnumerable<string> ids) => $"Known: {string.Join(", ", ids)}.";
}
