using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace RenderStudio.Functions.Reference;

/// <summary>Schemas of request fields, parameters and headers.</summary>
public static class Field
{
    public static OpenApiSchema Text(string? description = null, int? maxLength = null) =>
        new() { Type = JsonSchemaType.String, MaxLength = maxLength, Description = description };

    public static OpenApiSchema Choice(IEnumerable<string> values, string? description = null) => new()
    {
        Type = JsonSchemaType.String,
        Enum = [.. values.Select(value => JsonValue.Create(value))],
        Description = description,
    };

    public static OpenApiSchema Whole(long least, long? most = null, string? description = null) => new()
    {
        Type = JsonSchemaType.Integer,
        Minimum = Number(least),
        Maximum = most is { } limit ? Number(limit) : null,
        Description = description,
    };

    public static OpenApiSchema Id(string? description = null) => Formatted("uuid", description);

    public static OpenApiSchema Flag(string? description = null) =>
        new() { Type = JsonSchemaType.Boolean, Description = description };

    public static OpenApiSchema File(string? description = null) => Formatted("binary", description);

    public static OpenApiSchema Formatted(string format, string? description = null) =>
        new() { Type = JsonSchemaType.String, Format = format, Description = description };

    public static OpenApiSchema List(OpenApiSchema items, int least, int most, string? description = null) => new()
    {
        Type = JsonSchemaType.Array,
        Items = items,
        MinItems = least,
        MaxItems = most,
        Description = description,
    };

    /// <summary>1 to <paramref name="most"/> different ids.</summary>
    public static OpenApiSchema Ids(int most, string? description = null)
    {
        var list = List(Id(), 1, most, description);
        list.UniqueItems = true;
        return list;
    }

    public static OpenApiSchema Either(string description, params OpenApiSchema[] schemas) =>
        new() { OneOf = [.. schemas], Description = description };

    /// <summary>An object that accepts these fields and no others.</summary>
    public static OpenApiSchema Record(string[] required, params (string Name, OpenApiSchema Schema)[] fields) => new()
    {
        Type = JsonSchemaType.Object,
        Required = required.ToHashSet(),
        Properties = fields.ToDictionary(field => field.Name, field => (IOpenApiSchema)field.Schema),
        AdditionalPropertiesAllowed = false,
    };

    /// <summary>As <paramref name="schema"/>, but null is accepted and means the same as a missing field.</summary>
    public static OpenApiSchema OrNull(this OpenApiSchema schema)
    {
        if (schema.OneOf is { } schemas)
            schemas.Add(new OpenApiSchema { Type = JsonSchemaType.Null });
        else
            schema.Type |= JsonSchemaType.Null;
        schema.Enum?.Add(JsonNullSentinel.JsonNull);
        return schema;
    }

    // Not for fields of bodies: generated clients require a field with a default.
    public static OpenApiSchema WithDefault(this OpenApiSchema schema, JsonNode value)
    {
        schema.Default = value;
        return schema;
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
