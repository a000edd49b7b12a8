using System.Text.Json;
using RenderStudio.Core.Renders;

namespace RenderStudio.Core.Generations;

/// <summary>A generation as its owner sees it.</summary>
public sealed record GenerationView
{
    public required Guid Id { get; init; }

    public required string Status { get; init; }

    public required string Mode { get; init; }

    public string? Prompt { get; init; }

    public string? NegativePrompt { get; init; }

    public string? RoomType { get; init; }

    public string? Style { get; init; }

    public required string AspectRatio { get; init; }

    public required string Quality { get; init; }

    public long? Seed { get; init; }

    public required string Model { get; init; }

    public int? MaxWaitSeconds { get; init; }

    public Guid? Input1 { get; init; }

    public Guid? Input2 { get; init; }

    /// <summary>
    /// The submitted palette: a palette id or a list of colours. This and the next four properties are set only for
    /// inspire.
    /// </summary>
    public JsonElement? Palette { get; init; }

    public JsonElement? Surface { get; init; }

    /// <summary>The kind of stencil, requested or chosen by the theme.</summary>
    public string? Stencil { get; init; }

    public int? MinRegionMm { get; init; }

    /// <summary>A signed link to the stencil; null until it is drawn.</summary>
    public Uri? StencilUrl { get; init; }

    /// <summary>Permanent link to the stencil that needs no token; null while the stencil is private.</summary>
    public Uri? StencilPublicUrl { get; init; }

    public required ProgressView Progress { get; init; }

    /// <summary>Number of requested variants.</summary>
    public required int Requested { get; init; }

    /// <summary>Number of variants whose delivery is complete; only these are charged.</summary>
    public required int Delivered { get; init; }

    /// <summary>The variants delivered so far, ordered by rank.</summary>
    public required IReadOnlyList<VariantView> Variants { get; init; }

    /// <summary>Null until the first variant is delivered.</summary>
    public Guid? RenderId { get; init; }

    public Guid? RetriedFrom { get; init; }

    /// <summary>Set exactly when the status is failed.</summary>
    public ErrorView? Error { get; init; }

    public required DateTime CreatedAt { get; init; }

    public DateTime? FinishedAt { get; init; }

    public DateTime? CanceledAt { get; init; }
}

/// <param name="Stage">The status.</param>
/// <param name="Message">A sentence for the owner: the detail of the last timeline event.</param>
/// <param name="ExpectedSeconds">Usual time from the submit to the delivery of the pictures.</param>
public sealed record ProgressView(string Stage, string Message, int ExpectedSeconds);

public sealed record ErrorView(string Code, string Message);
