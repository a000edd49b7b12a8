using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace RenderStudio.Functions.Reference;

/// <summary>Completes the generated operation with what its <see cref="Operation"/> describes.</summary>
public sealed class DescribeOperation : IOpenApiOperationTransformer
{
    public Task TransformAsync(
        OpenApiOperation target, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var operation = context.Description.Metadata()!.Create();
        target.OperationId = operation.Id;
        target.Summary = operation.Summary;
        target.Description = operation.Description;
        target.Tags = new HashSet<OpenApiTagReference> { new(operation.Tag, context.Document) };
        target.Parameters = [.. target.Parameters ?? [], .. operation.Parameters];
        target.RequestBody = Body(operation, context.Document!);
        target.Security = SecuritySchemes.Of(operation.Access, context.Document!);
        foreach (var answer in operation.Answers)
            Complete((OpenApiResponse)target.Responses![$"{answer.Status}"], answer);
        foreach (var (status, codes) in operation.ByStatus())
        {
            DocumentedProblems.Complete(
                (OpenApiResponse)target.Responses![$"{status}"], status, codes, context.Document!);
        }

        return Task.CompletedTask;
    }

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
