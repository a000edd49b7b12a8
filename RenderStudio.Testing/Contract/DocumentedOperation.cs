using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace RenderStudio.Testing.Contract;

/// <summary>One operation of the API document. Its schemas are compiled on first use.</summary>
internal sealed class DocumentedOperation(string id, JsonObject operation, StrictSchemas schemas)
{
    private readonly ConcurrentDictionary<string, StrictSchema> compiled = new();

    public string Id => id;

    /// <summary>Null for a status that the document does not contain.</summary>
    public DocumentedResponse? Response(int status) => operation["responses"]![$"{status}"] is JsonObject response
        ? new(response, mediaType => Compile($"{status} {mediaType}", Schema(response, mediaType)))
        : null;

    /// <summary>The schema of a body in JSON; null when the operation accepts none.</summary>
    public StrictSchema? Request => operation["requestBody"] is JsonObject body
        ? Compile("request", Schema(body, "application/json"))
        : null;

    private static JsonNode? Schema(JsonObject owner, string mediaType) => owner["content"]?[mediaType]?["schema"];

    private StrictSchema? Compile(string name, JsonNode? schema) =>
        schema is null ? null : compiled.GetOrAdd(name, _ => schemas.Compile(schema));
}

/// <summary>A response of the API document.</summary>
internal sealed class DocumentedResponse(JsonObject response, Func<string, StrictSchema?> schema)
{
    public IReadOnlyCollection<string> MediaTypes => Names(response["content"]);

    /// <summary>The problem codes, which are the names of the examples.</summary>
    public IReadOnlyCollection<string> Codes => Names(response["content"]?["application/problem+json"]?["examples"]);

    public IEnumerable<string> RequiredHeaders => (response["headers"] as JsonObject ?? [])
        .Where(header => header.Value!["required"]?.GetValue<bool>() == true).Select(header => header.Key);

    public StrictSchema? Schema(string mediaType) => schema(mediaType);

    private static string[] Names(JsonNode? node) => [.. (node as JsonObject ?? []).Select(entry => entry.Key)];
}
