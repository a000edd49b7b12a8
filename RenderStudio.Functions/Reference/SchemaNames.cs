using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;

namespace RenderStudio.Functions.Reference;

/// <summary>Names of schemas: those of the types, without suffixes that tell a client nothing.</summary>
public static class SchemaNames
{
    private const string Page = "PageOf";

    private static readonly string[] Suffixes = ["View", "Body", "Document"];

    /// <returns>Null for a type whose schema is written in place.</returns>
    public static string? Of(JsonTypeInfo type) => OpenApiOptions.CreateDefaultSchemaReferenceId(type) switch
    {
        null or nameof(JsonElement) => null,
        var name when name.StartsWith(Page, StringComparison.Ordinal) => $"{Short(name[Page.Length..])}Page",
        var name => Short(name),
    };

    private static string Short(string name) => Suffixes
        .Where(suffix => name.EndsWith(suffix, StringComparison.Ordinal)).Select(suffix => name[..^suffix.Length])
        .FirstOrDefault(name);
}
