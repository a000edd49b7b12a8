using Microsoft.OpenApi;
using RenderStudio.Core;

namespace RenderStudio.Functions.Reference;

/// <summary>The description of one endpoint in the API document.</summary>
/// <param name="Id">Unique; clients that are generated from the document name their methods by it.</param>
/// <param name="Tag">The group that contains the operation, one of <see cref="Tags"/>.</param>
public sealed record Operation(string Id, string Tag, string Summary)
{
    /// <summary>Markdown; null when the summary is sufficient.</summary>
    public string? Description { get; init; }

    public Access Access { get; init; } = Access.Token;

    /// <summary>Query parameters and headers. The route contains the path parameters.</summary>
    public IReadOnlyList<OpenApiParameter> Parameters { get; init; } = [];

    /// <summary>The accepted bodies, one per media type; empty when the endpoint reads no body.</summary>
    public IReadOnlyList<Content> Bodies { get; init; } = [];

    /// <summary>Whether a request without a body is rejected.</summary>
    public bool NeedsBody { get; init; } = true;

    /// <summary>The responses of requests that succeed, and those without a problem document.</summary>
    public required IReadOnlyList<Answer> Answers { get; init; }

    /// <summary>The problem codes of this endpoint, in addition to <see cref="OperationProblems.Common"/>.</summary>
    public IReadOnlyList<ProblemCode> Problems { get; init; } = [];
}

/// <summary>What a request must contain to be accepted.</summary>
public enum Access
{
    Token,
    ReplicateSignature,
    StripeSignature,
    Anonymous,
}

/// <summary>A response without a problem document.</summary>
public sealed record Answer(int Status, string Description)
{
    /// <summary>The possible bodies, one per media type; empty when the response has no body.</summary>
    public IReadOnlyList<Content> Contents { get; init; } = [];

    public IReadOnlyDictionary<string, OpenApiHeader> Headers { get; init; } = new Dictionary<string, OpenApiHeader>();

    public static Answer Json<T>(int status, string description, string example) =>
        new(status, description) { Contents = [Content.Json<T>(example)] };
}

/// <summary>A body: its media type and its schema, which a type or <paramref name="Schema"/> determines.</summary>
/// <param name="Type">The type that is serialised; null when <paramref name="Schema"/> is set.</param>
/// <param name="Example">A body as the client sends or receives it, JSON for JSON types; null for files.</param>
public sealed record Content(string MediaType, Type? Type, OpenApiSchema? Schema, string? Example)
{
    /// <summary>The name of a schema that several operations share; null for one that is written in place.</summary>
    public string? Name { get; init; }

    public static Content Json<T>(string example) => new("application/json", typeof(T), null, example);

    public static Content Json(OpenApiSchema schema, string example) => new("application/json", null, schema, example);

    public static Content Form(OpenApiSchema schema) => new("multipart/form-data", null, schema, null);

    public static Content File(string mediaType) => new(mediaType, null, Field.File(), null);
}
