namespace RenderStudio.Core.Generations;

/// <summary>A generation as lists contain it.</summary>
public sealed record GenerationSummary
{
    public required Guid Id { get; init; }

    public required string Status { get; init; }

    public required string Mode { get; init; }

    public string? Prompt { get; init; }

    public string? RoomType { get; init; }

    public string? Style { get; init; }

    public required int Requested { get; init; }

    public required int Delivered { get; init; }

    public Guid? RenderId { get; init; }

    public required DateTime CreatedAt { get; init; }

    public DateTime? FinishedAt { get; init; }
}

/// <summary>The filter and keyset cursor of a list; a null value does not restrict it.</summary>
internal sealed record GenerationFilter(
    Guid OwnerId, string? Status, string? Mode, DateTime? BeforeAt, Guid? BeforeId, int Count);
