using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace RenderStudio.Functions.Reference;

/// <summary>
/// Completes the schemas of response types: notes of properties, and which properties are always present.
/// </summary>
public static class DescribeSchema
{
    public static Task RunAsync(SchemaNotes notes, OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        if (context.JsonPropertyInfo is { } property)
        {
            if (!IsAlwaysPresent(property))
                schema.Type &= ~JsonSchemaType.Null;
            notes.Apply(schema, property);
        }

        if (schema.Properties is { } properties)
        {
            schema.Required = context.JsonTypeInfo.Properties
                .Where(one => properties.ContainsKey(one.Name) && IsAlwaysPresent(one)).Select(one => one.Name)
                .ToHashSet();
        }

        return Task.CompletedTask;
    }

    // Responses contain every property, also null, unless their serializer or an attribute omits null.
    private static bool IsAlwaysPresent(JsonPropertyInfo property) =>
        !property.IsGetNullable || !(ResponseJson.OmitsNull(property.DeclaringType) || HasCondition(property));

    private static bool HasCondition(JsonPropertyInfo property) =>
        property.AttributeProvider?.IsDefined(typeof(JsonIgnoreAttribute), inherit: true) == true;
}
