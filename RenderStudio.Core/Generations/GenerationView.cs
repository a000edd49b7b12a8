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

    /// <summary>Of inspire, as are the four that follow: a range's id or a list of colours, as submitted.</summary>
    public JsonElement? Palette { get; init; }

    public JsonElement? Surface { get; init; }

    /// <summary>The kind that is drawn, whoever chose it.</summary>
    public string? Stencil { get; init; }

    public int? MinRegionMm { get; init; }

    /// <summary>Signed; null until the stencil is drawn.</summary>
    public Uri? StencilUrl { get; init; }

    public required ProgressView Progress { get; init; }

    /// <summary>How many pictures were asked for.</summary>
    public required int Requested { get; init; }

    /// <summary>How many of them there are for good; they alone are charged.</summary>
    public required int Delivered { get; init; }

    /// <summary>The pictures so far, in the order of their rank.</summary>
    public required IReadOnlyList<VariantView> Variants { get; init; }

    /// <summary>Null until the first picture.</summary>
    public Guid? RenderId { get; init; }

    public Guid? RetriedFrom { get; init; }

    /// <summary>Set exactly when the status is failed.</summary>
    public ErrorView? Error { get; init; }

    public required DateTime CreatedAt { get; init; }

    public DateTime? FinishedAt { get; init; }

    public DateTime? CanceledAt { get; init; }
}

/// <param name="Stage">The status.</param>
/// <param name="Message">A sentence for the owner: the last line of the timeline.</param>
/// <param name="ExpectedSeconds">Usual time from submit to pictures.</param>
public sealed record ProgressView(string Stage, string Message, int ExpectedSeconds);

public sealed record ErrorView(string Code, string Message);
