using System.Text.Json;
using System.Text.Json.Nodes;

namespace RenderStudio.Local.Replicate.Settings;

/// <summary>
/// Settings for predictions whose prompt contains a text, so that parallel tests do not affect each other.
/// </summary>
internal sealed record PromptOverride(string PromptContains, JsonElement Given)
{
    private const string Key = "promptContains";

    public IEnumerable<JsonProperty> Fields => Given.EnumerateObject().Where(p => p.Name != Key);

    public static PromptOverride Parse(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(Key, out var text)
            && text.ValueKind == JsonValueKind.String && text.GetString() is { Length: > 0 } contains
            ? new PromptOverride(contains, item.Clone())
            : throw new SettingsRefusedException("overrides.promptContains", "required", "promptContains is required");

    public JsonNode ToJson() => JsonSerializer.SerializeToNode(Given)!;
}

internal sealed class SettingsRefusedException(string name, string type, string message) : Exception(message)
{
    public string Field => name;

    public string Type => type;
}
