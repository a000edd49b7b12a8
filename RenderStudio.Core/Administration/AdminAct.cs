using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Administration;

/// <summary>An act of an operator.</summary>
public sealed record AdminAct
{
    /// <summary>The target of an act that concerns the whole system.</summary>
    public const string Everything = "all";

    public required Guid Id { get; init; }

    public required DateTime At { get; init; }

    /// <summary>The owner id of the operator, also after the operator's account was erased.</summary>
    public required Guid ActorId { get; init; }

    /// <summary>An <see cref="ActKind"/> in snake case.</summary>
    public required string Act { get; init; }

    /// <summary>The id of the prediction or owner, the model, or <see cref="Everything"/>.</summary>
    public required string Target { get; init; }

    /// <summary>Null only for an act that was recorded before every act required a reason.</summary>
    public string? Reason { get; init; }

    public JsonElement Details => JsonElement.Parse(DetailsText);

    [JsonIgnore]
    public string DetailsText { get; init; } = "{}";
}

/// <summary>An act to append.</summary>
/// <param name="Details">Numbers, ids and flags; no secrets and no texts of owners.</param>
internal sealed record NewAct(Guid ActorId, ActKind Kind, string Target, string Reason, JsonObject Details);

/// <param name="Act">Null for all kinds.</param>
/// <param name="Target">Null for all targets.</param>
/// <param name="After">Null for the first page.</param>
public sealed record ActFilter(string? Act, string? Target, Keyset? After, int Limit);
