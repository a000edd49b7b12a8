using System.Text.Json.Nodes;

namespace RenderStudio.Core.Replicate;

/// <summary>The request of one prediction, independent of the model.</summary>
public sealed record ModelRequest
{
    public required string Mode { get; init; }

    public required string Prompt { get; init; }

    /// <summary>The complete negative prompt.</summary>
    public required string? Negative { get; init; }

    /// <summary>The part of the negative prompt that the owner wrote; null when there is none.</summary>
    public required string? Avoid { get; init; }

    /// <summary><c>match_input</c> or <c>w:h</c>.</summary>
    public required string AspectRatio { get; init; }

    /// <summary><c>draft</c>, <c>standard</c> or <c>high</c>.</summary>
    public required string Quality { get; init; }

    public required int Variants { get; init; }

    public required long Seed { get; init; }

    /// <summary>The photo of the room, then the photo of what is placed in it.</summary>
    public required IReadOnlyList<Uri> Photos { get; init; }

    /// <summary>White areas are painted, black areas are kept; only for models with a mask input.</summary>
    public Uri? Mask { get; init; }
}

/// <param name="Errors">Why the model would reject the input; empty when the input is valid.</param>
public sealed record MappedRequest(JsonObject Input, IReadOnlyList<string> Errors);
