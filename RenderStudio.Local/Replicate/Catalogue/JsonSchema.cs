using System.Text.Json;

namespace RenderStudio.Local.Replicate.Catalogue;

/// <summary>
/// The subset of JSON Schema that Replicate's models use, with the wording of gojsonschema, which the service returns.
/// <paramref name="definitions"/> contains the targets of <c>#/components/schemas/…</c>.
/// </summary>
internal sealed class JsonSchema(JsonElement root, JsonElement definitions)
{
    public List<InvalidField> Check(JsonElement value, string path, bool refuseUnknown = false)
    {
        var found = new List<InvalidField>();
        Check(root, value, path, refuseUnknown, found);
        return found;
    }

    private void Check(JsonElement schema, JsonElement value, string path, bool refuseUnknown, List<InvalidField> found)
    {
        if (schema.TryGetProperty("allOf", out var parts))
        {
            foreach (var part in parts.EnumerateArray())
                Check(Resolve(part), value, path, refuseUnknown, found);
        }
        if (WrongType(schema, value) is { } expected)
        {
            found.Add(new("invalid_type", path, $"Invalid type. Expected: {expected}, given: {TypeOf(value)}"));
            return;
        }
        CheckEnum(schema, value, path, found);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object: CheckObject(schema, value, path, refuseUnknown, found); break;
            case JsonValueKind.Array: CheckArray(schema, value, path, found); break;
            case JsonValueKind.Number: CheckNumber(schema, value.GetDouble(), path, found); break;
            case JsonValueKind.String: CheckFormat(schema, value.GetString()!, path, found); break;
        }
    }

    private JsonElement Resolve(JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference)
            ? definitions.GetProperty(reference.GetString()!.Split('/')[^1])
            : schema;

    private void CheckObject(JsonElement schema, JsonElement value, string path, bool refuseUnknown,
        List<InvalidField> found)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Select(r => r.GetString()!)
                .Where(n => !value.TryGetProperty(n, out _)))
                found.Add(new("required", path, $"{name} is required"));
        }
        if (!schema.TryGetProperty("properties", out var properties))
            return;
        var closed = refuseUnknown
            || (schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.False);
        foreach (var given in value.EnumerateObject())
        {
            if (properties.TryGetProperty(given.Name, out var property))
                Check(property, given.Value, path.Length == 0 ? given.Name : $"{path}.{given.Name}", false, found);
            else if (closed)
                found.Add(
                    new("additional_property_not_allowed", path, $"Additional property {given.Name} is not allowed"));
        }
    }

    private void CheckArray(JsonElement schema, JsonElement value, string path, List<InvalidField> found)
    {
        var length = value.GetArrayLength();
        if (schema.TryGetProperty("minItems", out var min) && length < min.GetInt32())
            found.Add(new("array_min_items", path, $"Array must have at least {min} items"));
        if (schema.TryGetProperty("maxItems", out var max) && length > max.GetInt32())
            found.Add(new("array_max_items", path, $"Array must have at most {max} items"));
        if (!schema.TryGetProperty("items", out var items))
            return;
        foreach (var (index, item) in value.EnumerateArray().Index())
            Check(items, item, $"{path}.{index}", false, found);
    }

    private static void CheckNumber(JsonElement schema, double number, string path, List<InvalidField> found)
    {
        if (schema.TryGetProperty("minimum", out var min) && number < min.GetDouble())
            found.Add(new("number_gte", path, $"Must be greater than or equal to {min}"));
        if (schema.TryGetProperty("maximum", out var max) && number > max.GetDouble())
            found.Add(new("number_lte", path, $"Must be less than or equal to {max}"));
    }

    private static void CheckEnum(JsonElement schema, JsonElement value, string path, List<InvalidField> found)
    {
        if (!schema.TryGetProperty("enum", out var allowed)
            || allowed.EnumerateArray().Any(a => JsonElement.DeepEquals(a, value)))
            return;
        var list = string.Join(", ", allowed.EnumerateArray().Select(a => a.GetRawText()));
        found.Add(new("enum", path, $"{path} must be one of the following: {list}"));
    }

    private static void CheckFormat(JsonElement schema, string text, string path, List<InvalidField> found)
    {
        if (schema.TryGetProperty("format", out var format) && format.ValueEquals("uri") && !IsUri(text))
            found.Add(new("format", path, "Does not match format 'uri'"));
    }

    /// <summary>
    /// Checks only the scheme: <see cref="Uri"/> rejects long <c>data:</c> URLs and accepts <c>/paths</c>.
    /// </summary>
    private static bool IsUri(string text) =>
        text.IndexOf(':') is > 0 and var end && char.IsAsciiLetter(text[0]) && !text.Contains('\\')
            && text.Take(end).All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.');

    private static string? WrongType(JsonElement schema, JsonElement value)
    {
        if (!schema.TryGetProperty("type", out var type))
            return null;
        var expected = type.GetString()!;
        var given = TypeOf(value);
        return given == expected || (expected == "number" && given == "integer") ? null : expected;
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => double.IsInteger(value.GetDouble()) ? "integer" : "number",
        _ => "null",
    };
}
