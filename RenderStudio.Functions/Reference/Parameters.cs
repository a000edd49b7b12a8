using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using RenderStudio.Functions.Generations;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.Reference;

/// <summary>Query parameters and request headers.</summary>
public static class Parameters
{
    public static OpenApiParameter IdempotencyKey { get; } = Header(
        "Idempotency-Key",
        "Makes repeated requests safe: a request with a known key returns the first response and creates nothing. "
            + "A key belongs to one operation and one body. Use a new UUID per intent.",
        Field.Text(maxLength: 255), "7f0c0a3e-5f0b-4a8c-9d8e-6f3f2b1c9a10");

    public static OpenApiParameter Prefer { get; } = Header(
        "Prefer",
        "`wait=n` waits up to n seconds for the end of the generation. The response is then 200 with the generation; "
            + $"if it does not end in time, 202. The longest wait is {SubmitResponse.MaxWaitSeconds} seconds, also for "
            + "a greater n. A malformed preference is ignored; `Preference-Applied` is then missing.",
        Field.Text(), "wait=30");

    public static OpenApiParameter IfNoneMatch { get; } = Header(
        "If-None-Match", "An `ETag` of an earlier response. While it is current, the response is 304 without a body.",
        Field.Text(), "\"5d41402abc4b2a76\"");

    public static OpenApiParameter Cursor { get; } = Query(
        "cursor", "`nextCursor` of the previous page. Omit it for the first page.", Field.Text());

    public static OpenApiParameter Limit { get; } = Query(
        "limit", "Maximum number of items.",
        Field.Whole(1, QueryFields.MaxLimit).WithDefault(QueryFields.DefaultLimit));

    public static OpenApiParameter Query(string name, string description, OpenApiSchema schema) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema };

    public static OpenApiParameter Header(
        string name, string description, OpenApiSchema schema, string? example = null, bool required = false) => new()
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = description,
            Schema = schema,
            Required = required,
            Example = example is null ? null : JsonValue.Create(example),
        };
}
