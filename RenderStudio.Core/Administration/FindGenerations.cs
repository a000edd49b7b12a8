using RenderStudio.Core.Database;

namespace RenderStudio.Core.Administration;

/// <summary>A generation in the list of an operator.</summary>
public sealed record FoundGeneration
{
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public required string Status { get; init; }

    public string? FailureCode { get; init; }

    public required string Mode { get; init; }

    public required string Model { get; init; }

    /// <summary>Number of requested variants.</summary>
    public required int Requested { get; init; }

    public required int Delivered { get; init; }

    public required DateTime CreatedAt { get; init; }

    public DateTime? FinishedAt { get; init; }
}

/// <summary>The filter of a list; a null value does not restrict it.</summary>
public sealed record GenerationQuery
{
    /// <summary>A status that selects all generations that have not ended.</summary>
    public const string Unfinished = "unfinished";

    public Guid? OwnerId { get; init; }

    /// <summary>A status of a generation, or <see cref="Unfinished"/>.</summary>
    public string? Status { get; init; }

    public string? Model { get; init; }

    /// <summary>Submitted at this time or later.</summary>
    public DateTime? From { get; init; }

    /// <summary>Submitted before this time.</summary>
    public DateTime? To { get; init; }

    /// <summary>Null for the first page.</summary>
    public Keyset? After { get; init; }

    public required int Limit { get; init; }
}

/// <summary>Lists generations of all owners, newest first.</summary>
public sealed class FindGenerations(GenerationInspectionStore store)
{
    public async Task<Page<FoundGeneration>> RunAsync(GenerationQuery query, CancellationToken ct) =>
        Page.Of(await store.PageAsync(query, ct), query.Limit, row => new(row.CreatedAt, row.Id));
}
