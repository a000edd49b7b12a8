using System.Text.Json;
using RenderStudio.Core.Assets;

namespace RenderStudio.Core.Generations;

/// <summary>A parsed but not validated request for a generation. A value that the request omits is null.</summary>
public sealed record SubmitRequest
{
    public string? Mode { get; init; }

    public string? Prompt { get; init; }

    public string? NegativePrompt { get; init; }

    public string? RoomType { get; init; }

    public string? Style { get; init; }

    public string? AspectRatio { get; init; }

    public string? Quality { get; init; }

    public long? Variants { get; init; }

    public long? Seed { get; init; }

    public string? Model { get; init; }

    public long? MaxWaitSeconds { get; init; }

    public PhotoSource? Input1 { get; init; }

    public PhotoSource? Input2 { get; init; }

    /// <summary>For inspire: a palette id or a list of <c>#rrggbb</c> values.</summary>
    public JsonElement? Palette { get; init; }

    /// <summary>
    /// For inspire: <c>{widthMm, lengthMm, polygon?}</c>, where the polygon is a list of <c>[x, y]</c>.
    /// </summary>
    public JsonElement? Surface { get; init; }

    /// <summary>For inspire: the kind of stencil; null selects it by the theme.</summary>
    public string? Stencil { get; init; }

    /// <summary>For inspire: side of the smallest buildable square, in millimetres.</summary>
    public long? MinRegionMm { get; init; }

    /// <summary>The quote whose price applies; null for the current price.</summary>
    public Guid? QuoteId { get; init; }

    /// <summary>The generation that this one retries; never read from a request body.</summary>
    public Guid? RetriedFrom { get; init; }

    /// <summary>
    /// Parse errors: unknown fields and values of the wrong type. Only the reader of the request adds errors.
    /// </summary>
    public FieldErrors Errors { get; init; } = new();
}
