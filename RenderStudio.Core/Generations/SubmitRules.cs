using RenderStudio.Core.Assets;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Generations;

/// <summary>Validates a request and returns its specification or a problem that lists all invalid fields.</summary>
public sealed class SubmitRules(
    PromptCatalogue catalogue, ModelCatalogue models, Moderation moderation, InspireRules inspire)
{
    public const int MaxVariants = 4;

    // Every model accepts this value and the seeds of further predictions, which are consecutive to it.
    public const long MaxSeed = 2_000_000_000;

    public const int MinWaitSeconds = 5;

    public const int MaxWaitSeconds = 1800;

    private const string Square = "1:1";

    private readonly string[] aspectRatios =
        [AspectRatio.MatchInput, .. models.AspectRatios.Select(ratio => ratio.Id)];

    public Result<GenerationSpecification> Validate(SubmitRequest request)
    {
        var errors = request.Errors.Copy();
        var mode = FindMode(request.Mode, errors);
        var prompt = CleanText(request.Prompt, "prompt", UserText.MaxPrompt, errors);
        var negative = CleanText(request.NegativePrompt, "negativePrompt", UserText.MaxNegative, errors);
        CheckChoice(request.RoomType, "roomType", catalogue.RoomTypes.Select(room => room.Id), errors);
        CheckChoice(request.Style, "style", catalogue.Styles.Select(style => style.Id), errors);
        CheckChoice(request.AspectRatio, "aspectRatio", aspectRatios, errors);
        CheckChoice(request.Quality, "quality", Quality.Known, errors);
        CheckRange(request.Variants, "variants", 1, MaxVariants, errors);
        CheckRange(request.Seed, "seed", 0, MaxSeed, errors);
        CheckRange(request.MaxWaitSeconds, "maxWaitSeconds", MinWaitSeconds, MaxWaitSeconds, errors);
        var model = mode is null ? null : CheckForMode(mode, prompt, request, errors);
        var inspired = mode is null ? null : CheckInspire(mode, prompt, request, errors);
        if (errors.ToProblem() is { } problem)
            return problem;
        if (moderation.Check(request.Prompt, request.NegativePrompt) is { } rejection)
            return rejection.ToProblem();

        PhotoSource?[] photos = [request.Input1, request.Input2];
        return new GenerationSpecification
        {
            Mode = mode!.Id,
            Prompt = prompt,
            NegativePrompt = negative,
            RoomType = request.RoomType,
            Style = request.Style,
            AspectRatio = request.AspectRatio
                ?? (mode.Photos > 0 || request.Surface is not null ? AspectRatio.MatchInput : Square),
            Quality = request.Quality ?? Quality.Standard,
            Variants = (int)(request.Variants ?? 1),
            Seed = request.Seed,
            Model = model!,
            ModelRequested = request.Model is not null,
            MaxWaitSeconds = (int?)request.MaxWaitSeconds,
            Photos = [.. photos.OfType<PhotoSource>()],
            Inspire = inspired,
        };
    }

    private InspireSpecification? CheckInspire(Mode mode, string? prompt, SubmitRequest request, FieldErrors errors)
    {
        if (mode.DrawsStencil)
            return inspire.Validate(request, prompt, errors);
        InspireRules.RejectAll(request, errors);
        return null;
    }

    private Mode? FindMode(string? id, FieldErrors errors)
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

    private Model? CheckForMode(Mode mode, string? prompt, SubmitRequest request, FieldErrors errors)
    {
        errors.AddWhen(prompt is null && mode.NeedsPrompt && !errors.Has("prompt"),
            "prompt", $"Is required for {mode.Id}.");
        CheckPhoto(mode, request.Input1, 1, errors);
        CheckPhoto(mode, request.Input2, 2, errors);
        errors.AddWhen(mode is { Photos: 0, DrawsStencil: false } && request.AspectRatio == AspectRatio.MatchInput,
            "aspectRatio", $"{AspectRatio.MatchInput} requires a photo, and {mode.Id} uses none.");
        if (models.Choose(mode.Id, request.Model).Failed(out var unknown, out var model))
            errors.Add(unknown);
        else
            CheckForModel(mode, model, request, errors);
        return model;
    }

    private static void CheckPhoto(Mode mode, PhotoSource? photo, int number, FieldErrors errors)
    {
        var (field, which) = ($"input{number}", number == 1 ? "A photo" : "A second photo");
        if (errors.Has(field))
            return;
        errors.AddWhen(photo is null && number <= mode.Photos, field, $"{which} is required for {mode.Id}.");
        errors.AddWhen(photo is not null && number > mode.Photos, field, $"{which} is not used by {mode.Id}.");
    }

    /// <summary>
    /// Reports values that the model does not support, with the models of the mode that support them.
    /// </summary>
    private void CheckForModel(Mode mode, Model model, SubmitRequest request, FieldErrors errors)
    {
        errors.AddWhen(
            mode.Photos > 0 && !model.Reshapes && !errors.Has("aspectRatio")
                && request.AspectRatio is not (null or AspectRatio.MatchInput),
            "aspectRatio", $"{model.Id} keeps the photo's shape ({AspectRatio.MatchInput}). "
                + Others(mode, other => other.Reshapes));
        errors.AddWhen(request.Seed is not null && !model.TakesSeed && !errors.Has("seed"),
            "seed", $"{model.Id} does not support a seed. {Others(mode, other => other.TakesSeed)}");
    }

    private string Others(Mode mode, Func<Model, bool> supports)
    {
        var others = models.Of(mode.Id).Where(supports).Select(other => other.Id).ToList();
        return others.Count == 0
            ? $"No model for {mode.Id} supports it."
            : $"Models that support it: {string.Join(", ", others)}.";
    }

    private static string? CleanText(string? submitted, string field, int limit, FieldErrors errors)
    {
        var text = UserText.Clean(submitted);
        var length = UserText.LengthOf(text ?? "");
        errors.AddWhen(length > limit, field, $"Has {length} characters; {limit} are allowed.");
        return text;
    }

    private static void CheckChoice(string? value, string field, IEnumerable<string> known, FieldErrors errors) =>
        errors.AddWhen(value is not null && !known.Contains(value), field, $"Is not known. {Known(known)}");

    private static void CheckRange(long? value, string field, long least, long most, FieldErrors errors) =>
        errors.AddWhen(value < least || value > most, field, $"Must be a whole number from {least} to {most}.");

    private static string Known(IEnumerable<string> ids) => $"Known: {string.Join(", ", ids)}.";
}
