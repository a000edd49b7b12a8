using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using RenderStudio.Functions.Identity;

namespace RenderStudio.Functions.Reference;

/// <summary>Completes the generated operation with what its <see cref="Operation"/> describes.</summary>
public static class DescribeOperation
{
    public static Task RunAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var (described, document) = (context.Description.Metadata()!.Create(), context.Document!);
        var keys = context.Description.KeyAccess();
        operation.OperationId = described.Id;
        operation.Summary = described.Summary;
        operation.Description = Text(described, keys);
        operation.Tags = new HashSet<OpenApiTagReference> { new(described.Tag, document) };
        operation.Parameters = [.. operation.Parameters ?? [], .. described.Parameters];
        operation.RequestBody = Body(described, document);
        operation.Security = SecuritySchemes.Of(described.Access, keys?.Scopes ?? default, document);
        foreach (var answer in described.Answers)
            Complete((OpenApiResponse)operation.Responses![$"{answer.Status}"], answer);
        foreach (var (status, codes) in described.ByStatus(context.Description.HttpMethod!))
            DocumentedProblems.Complete((OpenApiResponse)operation.Responses![$"{status}"], status, codes, document);
        foreach (var response in operation.Responses!.Values.Cast<OpenApiResponse>())
            AddLimits(response, document);
        return Task.CompletedTask;
    }

    private static string? Text(Operation described, KeyAccess? keys) => keys is null
        ? described.Description
        : $"{described.Description} {keys.Sentence}".TrimStart();

    private static OpenApiRequestBody? Body(Operation operation, OpenApiDocument document) =>
        operation.Bodies.Count == 0 ? null : new()
        {
            Required = operation.NeedsBody,
            Content = operation.Bodies.ToDictionary(body => body.MediaType, body => new OpenApiMediaType
            {
                Schema = Schema(body, document),
                Example = Example(body),
            }),
        };

    private static IOpenApiSchema? Schema(Content body, OpenApiDocument document)
    {
        if (body.Name is null)
            return body.Schema;
        document.AddComponent(body.Name, body.Schema!);
        return new OpenApiSchemaReference(body.Name, document);
    }

    private static void AddLimits(OpenApiResponse response, OpenApiDocument document)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        foreach (var name in Headers.OfLimit.Keys)
            response.Headers[name] = new OpenApiHeaderReference(name, document);
    }

    private static void Complete(OpenApiResponse target, Answer answer)
    {
        target.Description = answer.Description;
        target.Headers = answer.Headers.Count == 0 ? null : answer.Headers.ToDictionary(
            header => header.Key, header => (IOpenApiHeader)header.Value);
        if (answer.Contents.Count == 0)
            target.Content = null;
        foreach (var content in answer.Contents)
        {
            target.Content ??= new Dictionary<string, OpenApiMediaType>();
            if (content.Schema is not null || !target.Content.ContainsKey(content.MediaType))
                target.Content[content.MediaType] = new OpenApiMediaType { Schema = content.Schema };
            target.Content[content.MediaType].Example = Example(content);
        }
    }

    private static JsonNode? Example(Content content) => content.Example switch
    {
        null => null,
        var text when content.MediaType == "application/json" => JsonNode.Parse(text),
        var text => JsonValue.Create(text),
    };
}
