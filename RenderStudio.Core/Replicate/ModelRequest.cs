using System.Text.Json.Nodes;

namespace RenderStudio.Core.Replicate;

/// <summary>What one prediction asks for, in our words.</summary>
/// <param name="Negative">All that should not be seen.</param>
/// <param name="Avoid">The owner's own share of it; null when there is none.</param>
/// <param name="AspectRatio"><c>match_input</c> or <c>w:h</c>.</param>
/// <param name="Quality"><c>draft</c>, <c>standard</c> or <c>high</c>.</param>
/// <param name="Photos">The room first, what is brought into it second.</param>
/// <param name="Mask">White is painted, black stays; only for models that take one.</param>
public sealed record ModelRequest(
    string Mode, string Prompt, string? Negative, string? Avoid, string AspectRatio, string Quality, int Variants,
    long Seed, IReadOnlyList<Uri> Photos, Uri? Mask = null);

/// <param name="Trouble">What the model would refuse; empty when it can be sent.</param>
public sealed record MappedRequest(JsonObject Input, IReadOnlyList<string> Trouble);
