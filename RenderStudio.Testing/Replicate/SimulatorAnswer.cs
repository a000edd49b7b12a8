using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace RenderStudio.Testing.Replicate;

/// <summary>A response of the simulator, read completely.</summary>
public sealed record SimulatorAnswer(int Status, string Text, HttpResponseHeaders Headers)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string Id => (string)Json["id"]!;

    public string Detail => (string)Json["detail"]!;

    public (string Type, string Field, string Description)[] InvalidFields =>
        [.. Json["invalid_fields"]!.AsArray()
            .Select(f => ((string)f!["type"]!, (string)f["field"]!, (string)f["description"]!))];

    public static async Task<SimulatorAnswer> ReadAsync(HttpResponseMessage response) =>
        new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);
}
