using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;

namespace RenderStudio.Functions.Reference;

/// <summary>
/// What a type does not tell about its properties: allowed values, meaning, and the content of raw JSON.
/// </summary>
public sealed class SchemaNotes
{
    private readonly Dictionary<(Type Type, string Property), Action<OpenApiSchema>> notes = [];

    public IEnumerable<(Type Type, string Property)> Properties => notes.Keys;

    /// <summary>Limits a text to known values.</summary>
    public SchemaNotes Choice<T>(string property, IEnumerable<string> values, string? description = null) =>
        Add<T>(property, schema =>
        {
            var (nullable, limited) = (schema.Type?.HasFlag(JsonSchemaType.Null) == true, Field.Choice(values));
            schema.Enum = (nullable ? limited.OrNull() : limited).Enum;
            schema.Description = description;
        });

    public SchemaNotes Text<T>(string property, string description) =>
        Add<T>(property, schema => schema.Description = description);

    /// <summary>Describes a property whose type is <see cref="JsonElement"/>.</summary>
    public SchemaNotes Json<T>(string property, Func<OpenApiSchema> content, string description) =>
        Add<T>(property, schema =>
        {
            schema.OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, .. content() switch
            {
                { OneOf: { } several } => several,
                var one => [one],
            }];
            schema.Description = description;
        });

    /// <summary>Applies the note of the property, if there is one.</summary>
    public void Apply(OpenApiSchema schema, JsonPropertyInfo property)
    {
        if (notes.TryGetValue((property.DeclaringType, property.Name), out var note))
            note(schema);
    }

    private SchemaNotes Add<T>(string property, Action<OpenApiSchema> note)
    {
        notes.Add((typeof(T), property), note);
        return this;
    }
}
