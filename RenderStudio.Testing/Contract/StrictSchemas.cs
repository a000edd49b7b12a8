using System.Text.Json.Nodes;

namespace RenderStudio.Testing.Contract;

/// <summary>
/// Compiles schemas of the API document. Objects accept no properties that the document does not list, so that a new
/// property of a response must be documented.
/// </summary>
internal sealed class StrictSchemas
{
    private const string InDocument = "#/components/schemas/", InSchema = "#/$defs/";

    private readonly JsonObject definitions;

    public StrictSchemas(JsonObject document) =>
        definitions = (JsonObject)Strict(document["components"]!["schemas"]!)!;

    public StrictSchema Compile(JsonNode schema)
    {
        var root = (JsonObject)Strict(schema)!;
        root["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        root["$defs"] = definitions.DeepClone();
        return StrictSchema.Of(root.ToJsonString());
    }

    private static JsonNode? Strict(JsonNode? node) => node switch
    {
        JsonObject schema => Strict(schema),
        JsonArray list => new JsonArray([.. list.Select(Strict)]),
        JsonValue text when text.TryGetValue<string>(out var value) && value.StartsWith(InDocument) =>
            JsonValue.Create(InSchema + value[InDocument.Length..]),
        _ => node?.DeepClone(),
    };

    private static JsonObject Strict(JsonObject schema)
    {
        var strict = new JsonObject(schema.Where(entry => entry.Key is not ("example" or "examples"))
            .Select(entry => KeyValuePair.Create(entry.Key, Strict(entry.Value))));
        if (schema["properties"] is JsonObject && schema["type"] is not null && schema["additionalProperties"] is null)
            strict["additionalProperties"] = false;
        return strict;
    }
}
