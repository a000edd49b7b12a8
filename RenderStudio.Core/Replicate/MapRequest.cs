using System.Text.Json.Nodes;

namespace RenderStudio.Core.Replicate;

/// <summary>Puts a request into a model's own names, and holds every value against what the model accepts.</summary>
internal static class MapRequest
{
    /// <param name="size">What the size table says; null where the photo decides.</param>
    public static MappedRequest Run(Model model, ModelRequest request, PixelSize? size)
    {
        var mapped = new JsonObject();
        List<string> trouble = [];
        foreach (var input in model.Inputs)
        {
            if (ValueOf(input, request, size) is { } value)
            {
                mapped[input.Name] = value;
                trouble.AddRange(InputCheck.Run(input, value));
            }
            else if (input.Required)
            {
                trouble.Add($"{input.Name} is required");
            }
        }

        if (request.Photos.Count > model.MaxPhotos)
            trouble.Add($"{request.Photos.Count} photos, where {model.MaxPhotos} are taken");
        return new(mapped, trouble);
    }

    private static JsonNode? ValueOf(ModelInput input, ModelRequest request, PixelSize? size)
    {
        if (input.Only is { } condition && (condition == InputCondition.WithPhoto) != request.Photos.Count > 0)
            return null;
        if (input.From is { } source)
            return From(source, input, request, size);
        if (input.ByQuality is { } byQuality)
            return byQuality.TryGetValue(request.Quality, out var ofQuality) ? JsonValue.Create(ofQuality) : null;
        if (input.ByMode is { } byMode)
            return byMode.TryGetValue(request.Mode, out var ofMode) ? JsonValue.Create(ofMode) : null;
        return input.Value is { } constant ? JsonValue.Create(constant) : null;
    }

    private static JsonNode? From(InputSource source, ModelInput input, ModelRequest request, PixelSize? size) =>
        source switch
        {
            InputSource.Prompt => request.Prompt,
            InputSource.PromptAvoiding =>
                request.Avoid is { } avoid ? $"{request.Prompt}\nAvoid: {avoid}" : request.Prompt,
            InputSource.Negative => request.Negative,
            InputSource.Photo => request.Photos is [var photo, ..] ? photo.AbsoluteUri : null,
            InputSource.Photos => request.Photos.Count == 0
                ? null
                : new JsonArray([.. request.Photos.Select(photo => JsonValue.Create(photo.AbsoluteUri))]),
            InputSource.Mask => request.Mask?.AbsoluteUri,
            InputSource.Variants => request.Variants,
            InputSource.Seed => request.Seed,
            InputSource.AspectRatio => request.AspectRatio == AspectRatio.MatchInput
                ? input.MatchInput
                : request.AspectRatio,
            InputSource.Width => size?.Width,
            InputSource.Height => size?.Height,
        };
}
