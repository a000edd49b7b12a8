using System.Text.Json;

namespace RenderStudio.Core.Generations;

/// <summary>What an owner asks for, read but not judged. Null is what the request leaves out.</summary>
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

    /// <summary>For inspire: a range's id, or a list of <c>#rrggbb</c>.</summary>
    public JsonElement? Palette { get; init; }

    /// <summary>For inspire: <c>{widthMm, lengthMm, polygon?}</c>, the polygon a list of <c>[x, y]</c>.</summary>
    public JsonElement? Surface { get; init; }

    /// <summary>For inspire: a kind of stencil; null lets the theme choose.</summary>
    public string? Stencil { get; init; }

    /// <summary>For inspire: side of the smallest square that can be built.</summary>
    public long? MinRegionMm { get; init; }

    /// <summary>Of a quote whose price is to be kept.</summary>
    public Guid? QuoteId { get; init; }

    /// <summary>The generation that this one repeats; never read from a body.</summary>
    public Guid? RetriedFrom { get; init; }

    /// <summary>What could not even be read: unknown fields, a word where a number belongs.</summary>
    public FieldErrors Errors { get; init; } = new();
}

/// <summary>Either the id of an asset or the bytes of an upload.</summary>
public sealed record PhotoSource(Guid? AssetId, ReadOnlyMemory<byte> Upload);
