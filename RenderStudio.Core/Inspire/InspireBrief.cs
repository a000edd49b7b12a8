namespace RenderStudio.Core.Inspire;

/// <summary>The part of a generation's request that stencil and finishing need.</summary>
public sealed record InspireBrief
{
    public required Guid Id { get; init; }
    public required Guid OwnerId { get; init; }
    public required Guid StencilId { get; init; }
    public required long? Seed { get; init; }
    public required string AspectRatio { get; init; }
    public required string Quality { get; init; }
    public required string Model { get; init; }

    /// <summary>JSON, as submitted.</summary>
    public required string Palette { get; init; }

    /// <summary>JSON, as submitted; null for no surface.</summary>
    public required string? Surface { get; init; }

    public required string Stencil { get; init; }
    public required int MinRegionMm { get; init; }

    /// <summary>
    /// The owner's seed, or a seed derived from the stencil id, which never changes for a generation.
    /// </summary>
    public long StencilSeed => Seed ?? BitConverter.ToInt64(StencilId.ToByteArray(), 8);
}
