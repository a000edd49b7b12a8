namespace RenderStudio.Core.Generations;

public sealed record GenerationRow
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

    public required int Variants { get; init; }

    public long? Seed { get; init; }

    public required string Model { get; init; }

    public int? MaxWaitSeconds { get; init; }

    public Guid? Input1Id { get; init; }

    public Guid? Input2Id { get; init; }

    public required int ExpectedSeconds { get; init; }

    public required int Delivered { get; init; }

    public Guid? RetriedFrom { get; init; }

    public string? FailureCode { get; init; }

    public required DateTime CreatedAt { get; init; }

    public DateTime? FinishedAt { get; init; }

    public DateTime? CanceledAt { get; init; }

    /// <summary>Null before the first picture, and after the owner deleted the render.</summary>
    public Guid? RenderId { get; init; }

    public required bool IsPublic { get; init; }

    /// <summary>How many pictures the render shows.</summary>
    public required int Shown { get; init; }

    /// <summary>Of the timeline's last line.</summary>
    public required int Seq { get; init; }

    public required string Detail { get; init; }

    /// <summary>Under way, without news for a while, and nobody was sent to look after it.</summary>
    public required bool Quiet { get; init; }
}
