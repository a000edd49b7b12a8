using System.Text.Json;
using Json.Schema;

namespace RenderStudio.Testing.Contract;

/// <summary>A compiled schema.</summary>
internal sealed class StrictSchema
{
    private static readonly EvaluationOptions Options =
        new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    private readonly JsonSchema schema;

    private StrictSchema(JsonSchema schema) => this.schema = schema;

    public static StrictSchema Of(string json) =>
        new(JsonSchema.FromText(json, new BuildOptions { SchemaRegistry = new() }));

    /// <summary>The errors of a value, each with its position; null when it is valid.</summary>
    public string? Errors(JsonElement value)
    {
        var result = schema.Evaluate(value, Options);
        return result.IsValid ? null : string.Join("; ",
            from detail in result.Details ?? []
            from error in detail.Errors?.AsEnumerable() ?? []
            select $"{detail.InstanceLocation}: {error.Value}");
    }
}
