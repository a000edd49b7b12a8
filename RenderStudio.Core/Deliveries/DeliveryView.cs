using System.Text.Json;
using System.Text.Json.Serialization;

namespace RenderStudio.Core.Deliveries;

/// <summary>An event for one endpoint, with the result of its last try.</summary>
public sealed record DeliveryView
{
    public required Guid Id { get; init; }

    /// <summary>The id of the event: <c>id</c> of the body and <c>webhook-id</c> of each try.</summary>
    public required Guid EventId { get; init; }

    public required string Type { get; init; }

    public JsonElement Data => JsonElement.Parse(DataText);

    [JsonIgnore]
    public string DataText { get; init; } = "{}";

    public required DateTime OccurredAt { get; init; }

    /// <summary><c>pending</c>, <c>succeeded</c> or <c>failed</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Number of tries that have begun.</summary>
    public required int Attempts { get; init; }

    public DateTime? LastTryAt { get; init; }

    /// <summary>Null when no further try follows.</summary>
    public DateTime? NextTryAt { get; init; }

    public DateTime? FinishedAt { get; init; }

    /// <summary>The HTTP status of the last response; null when the last try got none.</summary>
    public int? ResponseStatus { get; init; }

    /// <summary>The first kilobyte of the last response.</summary>
    public string? ResponseBody { get; init; }

    /// <summary>Why there was no response, in snake case; null when there was one.</summary>
    public string? Error { get; init; }
}
