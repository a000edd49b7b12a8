using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Generations;

/// <summary>A generation as read: what its owner sees of its row, and what the rest of the view is made from.</summary>
public sealed record GenerationState
{
    /// <summary>Without progress, pictures and error.</summary>
    public required GenerationView View { get; init; }

    /// <summary>Of the timeline's last line.</summary>
    public required int Seq { get; init; }

    public required string Detail { get; init; }

    public required int ExpectedSeconds { get; init; }

    public string? FailureCode { get; init; }

    /// <summary>JSON, as submitted.</summary>
    public string? Palette { get; init; }

    /// <summary>JSON, as submitted.</summary>
    public string? Surface { get; init; }

    /// <summary>Null until it is drawn.</summary>
    public string? StencilPath { get; init; }

    public bool StencilIsPublic { get; init; }

    public required bool IsPublic { get; init; }

    /// <summary>How many pictures the render shows.</summary>
    public required int Shown { get; init; }

    /// <summary>Under way, without news for a while, and nobody was sent to look after it.</summary>
    public required bool Quiet { get; init; }
}
