using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Generations;

/// <summary>
/// A generation as the database stores it: a partial view, and the values from which the rest is computed.
/// </summary>
internal sealed record GenerationState
{
    /// <summary>The view without progress, variants, links and error.</summary>
    public required GenerationView View { get; init; }

    /// <summary><c>seq</c> of the last timeline event.</summary>
    public required int Seq { get; init; }

    public required string Detail { get; init; }

    public required int ExpectedSeconds { get; init; }

    public string? FailureCode { get; init; }

    /// <summary>JSON, as submitted.</summary>
    public string? Palette { get; init; }

    /// <summary>JSON, as submitted.</summary>
    public string? Surface { get; init; }

    /// <summary>Null until the stencil is drawn.</summary>
    public string? StencilPath { get; init; }

    public Guid? StencilId { get; init; }

    public string? StencilSha256 { get; init; }

    public bool StencilIsPublic { get; init; }

    public required bool IsPublic { get; init; }

    /// <summary>Number of variants of the render.</summary>
    public required int Shown { get; init; }

    /// <summary>
    /// Whether the generation is unfinished, has no timeline event since
    /// <see cref="GenerationOptions.CheckHintAfterSeconds"/> and no check hint since
    /// <see cref="GenerationOptions.CheckHintIntervalSeconds"/>.
    /// </summary>
    public required bool NeedsCheck { get; init; }
}
