namespace RenderStudio.Functions.Reference;

public static class ReferenceDocument
{
    public static Operation Read() => new("getApiDocument", Tags.Operations, "Get this document")
    {
        Access = Access.Anonymous,
        Parameters = [Parameters.IfNoneMatch],
        Answers =
        [
            new(200, "The OpenAPI document.")
            {
                Contents = [Content.Json(new() { Type = Microsoft.OpenApi.JsonSchemaType.Object }, "{}")],
                Headers = new Dictionary<string, Microsoft.OpenApi.OpenApiHeader> { ["ETag"] = Headers.ETag },
            },
            new(304, "The document has not changed."),
        ],
    };
}
