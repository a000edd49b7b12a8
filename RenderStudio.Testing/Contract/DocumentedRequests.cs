using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RenderStudio.Testing.Contract;

/// <summary>One request of an operation of the API document.</summary>
/// <param name="Body">JSON; null for an operation without a body in JSON.</param>
internal sealed record DocumentedRequest(string Operation, string Method, string Path, string? Body)
{
    /// <summary>Whether the document requires a bearer token.</summary>
    public required bool RequiresToken { get; init; }

    /// <summary>Whether the path contains an id.</summary>
    public required bool NamesAnId { get; init; }

    /// <summary>Whether the request requires the role <c>admin</c>.</summary>
    public bool IsForOperators => Path.StartsWith("/api/v1/admin/", StringComparison.Ordinal);

    public HttpRequestMessage Create() => new(new(Method), Path)
    {
        Content = Body is null ? null : new StringContent(Body, Encoding.UTF8, "application/json"),
    };

    public override string ToString() => $"{Method} {Path} {Body}";
}

/// <summary>
/// Requests of all operations of the API document, so that a new operation is included. Bodies are the examples of the
/// document; ids of resources replace those of the examples.
/// </summary>
internal static partial class DocumentedRequests
{
    /// <summary>The value of a path parameter that is not an id.</summary>
    private const string File = "0.webp";

    /// <param name="idOf">
    /// The id that follows a segment of a path, such as <c>renders</c>, or that replaces the ids in a body.
    /// </param>
    public static IEnumerable<DocumentedRequest> Of(Func<string, Guid> idOf)
    {
        var document = JsonNode.Parse(System.IO.File.ReadAllText(DocumentedApi.FilePath))!;
        return from path in document["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               let described = operation.Value!
               from body in Bodies(document, described, idOf(KindIn(path.Key)))
               select new DocumentedRequest(
                   (string)described["operationId"]!, operation.Key.ToUpperInvariant(), Filled(path.Key, idOf), body)
               {
                   RequiresToken = (described["security"] as JsonArray ?? [])
                       .Any(one => one!.AsObject().ContainsKey("token")),
                   NamesAnId = path.Key.Contains("id}", StringComparison.OrdinalIgnoreCase),
               };
    }

    /// <summary>The example, and the example with the id in each field that accepts one.</summary>
    private static IEnumerable<string?> Bodies(JsonNode document, JsonNode operation, Guid id)
    {
        var content = operation["requestBody"]?["content"]?["application/json"];
        if (content is null)
            return [null];
        var example = Id().Replace(content["example"]!.ToJsonString(), $"{id}");
        return FieldsOfIds(document, content["schema"]!).Select(field =>
        {
            var body = JsonNode.Parse(example)!.AsObject();
            body[field] = $"{id}";
            return body.ToJsonString();
        }).Prepend(example);
    }

    private static IEnumerable<string> FieldsOfIds(JsonNode document, JsonNode schema)
    {
        var named = (string?)schema["$ref"];
        var fields = (named is null ? schema : document["components"]!["schemas"]![named.Split('/')[^1]]!)["properties"];
        return (fields as JsonObject ?? []).Where(field => (string?)field.Value!["format"] == "uuid")
            .Select(field => field.Key);
    }

    private static string Filled(string path, Func<string, Guid> idOf)
    {
        var segments = path.Split('/');
        for (var at = 1; at < segments.Length; at++)
        {
            if (segments[at].StartsWith('{'))
                segments[at] = segments[at].EndsWith("id}", StringComparison.OrdinalIgnoreCase)
                    ? $"{idOf(segments[at - 1])}"
                    : File;
        }

        return string.Join('/', segments);
    }

    private static string KindIn(string path) =>
        path.StartsWith("/api/v1/storage/", StringComparison.Ordinal)
        ? "assets"
        : path.Split('/').ElementAtOrDefault(3) ?? "";

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();
}
