using System.Text.Json.Nodes;

namespace RenderStudio.Core.Replicate;

/// <summary>Maps a request to the inputs of a model and validates every value.</summary>
internal static class MapRequest
{
    /// <param name="size">The size from the size table; null when the model or the photo determines it.</param>
    public static MappedRequest Run(Model model, ModelRequest request, PixelSize? size)
    {
        var mapped = new JsonObject();
        List<string> errors = [];
        foreach (var input in model.Inputs)
        {
            if (ValueOf(input, request, size) is { } value)
            {
                mapped[input.Name] = value;
                errors.AddRange(InputCheck.Run(input, value));
            }
            else if (input.Required)
            {
                errors.Add($"{input.Name} is required");
            }
        }

        if (request.Photos.Count > model.MaxPhotos)
            errors.Add($"the model accepts {Photos(model.MaxPhotos)}, but the request has {request.Photos.Count}");
        return new(mapped, errors);
    }

    private static string Photos(int count) => count == 1 ? "1 photo" : $"{count} photos";

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
