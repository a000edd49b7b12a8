using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Renders;

/// <summary>One render with its variants in all sizes and the request that produced it.</summary>
public sealed record RenderView
{
    public required Guid Id { get; init; }

    public required Guid GenerationId { get; init; }

    public string? Title { get; init; }

    public required string Mode { get; init; }

    public string? RoomType { get; init; }

    public string? Style { get; init; }

    public string? Prompt { get; init; }

    public string? NegativePrompt { get; init; }

    /// <summary>The prompt that was sent to the model.</summary>
    public required string ComposedPrompt { get; init; }

    public required string AspectRatio { get; init; }

    public required string Quality { get; init; }

    public required string Model { get; init; }

    /// <summary>The owner's seed, or the random seed that was used; null where the model takes no seed.</summary>
    public long? Seed { get; init; }

    /// <summary>Credits settled for the render.</summary>
    public required int Credits { get; init; }

    public required bool IsPublic { get; init; }

    /// <summary>Permanent link to the cover that needs no token; null while the render is private.</summary>
    public Uri? PublicUrl => Variants.FirstOrDefault(variant => variant.Index == CoverIndex)?.PublicUrl;

    public required bool Favorite { get; init; }

    public required int CoverIndex { get; init; }

    public IReadOnlyList<VariantView> Variants { get; init; } = [];

    public IReadOnlyList<InputView> Inputs { get; init; } = [];

    public IReadOnlyList<GenerationEvent> Timeline { get; init; } = [];

    public required DateTime CreatedAt { get; init; }
}

/// <summary>An input photo of the render.</summary>
/// <param name="Url">Signed link; null when the owner has deleted the photo.</param>
/// <param name="PublicUrl">Permanent link that needs no token; null while the photo is private.</param>
public sealed record InputView(Guid Id, Uri? Url, Uri? PublicUrl, int Width, int Height);
