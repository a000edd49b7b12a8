using System.Text.Json.Nodes;

namespace RenderStudio.Core.Replicate;

/// <summary>The request of one prediction, independent of the model.</summary>
/// <param name="Negative">The complete negative prompt.</param>
/// <param name="Avoid">The part of the negative prompt that the owner wrote; null when there is none.</param>
/// <param name="AspectRatio"><c>match_input</c> or <c>w:h</c>.</param>
/// <param name="Quality"><c>draft</c>, <c>standard</c> or <c>high</c>.</param>
/// <param name="Photos">The photo of the room, then the photo of what is placed in it.</param>
/// <param name="Mask">White areas are painted, black areas are kept; only for models with a mask input.</param>
public sealed record ModelRequest(
    string Mode, string Prompt, string? Negative, string? Avoid, string AspectRatio, string Quality, int Variants,
    long Seed, IReadOnlyList<Uri> Photos, Uri? Mask = null);

/// <param name="Errors">Why the model would reject the input; empty when the input is valid.</param>
public sealed record MappedRequest(JsonObject Input, IReadOnlyList<string> Errors);
