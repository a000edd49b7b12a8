using System.Text.Json.Serialization;
using RenderStudio.Core.ApiKeys;
using RenderStudio.Core.Database;

namespace RenderStudio.Functions.ApiKeys;

/// <summary>A new API key. No other response contains <c>key</c>.</summary>
public sealed record NewApiKeyBody
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string Key { get; init; }

    public required string Prefix { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public int? MonthlyCreditCap { get; init; }

    public DateTime? ExpiresAt { get; init; }

    public required DateTime CreatedAt { get; init; }

    public static NewApiKeyBody Of(NewApiKey created) => new()
    {
        Id = created.Key.Id,
        Name = created.Key.Name,
        Key = created.Text,
        Prefix = created.Key.Prefix,
        Scopes = created.Key.Scopes,
        MonthlyCreditCap = created.Key.MonthlyCreditCap,
        ExpiresAt = created.Key.ExpiresAt,
        CreatedAt = created.Key.CreatedAt,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NewApiKeyBody))]
[JsonSerializable(typeof(Page<ApiKey>))]
public sealed partial class ApiKeyJson : JsonSerializerContext;
