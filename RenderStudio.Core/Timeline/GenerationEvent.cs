namespace RenderStudio.Core.Timeline;

/// <summary>A timeline event.</summary>
public sealed record GenerationEvent
{
    /// <summary>Counts from 1 without gaps.</summary>
    public required int Seq { get; init; }

    public required DateTime At { get; init; }

    public required string Stage { get; init; }

    public string? Code { get; init; }

    public required string Detail { get; init; }
}
