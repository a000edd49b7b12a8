using System.Text.Json;

namespace RenderStudio.Tests.Infra;

/// <summary>A resource that a template creates.</summary>
public sealed record TemplateResource(JsonElement Json)
{
    public string Type => Json.GetProperty("type").GetString()!;

    /// <summary>The last part of its name.</summary>
    public string Name => Json.GetProperty("name").GetString()!.Split('/')[^1];

    /// <summary>The name with the names of its parents.</summary>
    public string FullName => Json.GetProperty("name").GetString()!;

    /// <summary>The value at a path such as <c>properties.siteConfig.ftpsState</c>; null when there is none.</summary>
    public JsonElement? At(string path)
    {
        var found = Json;
        foreach (var name in path.Split('.'))
        {
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found))
                return null;
        }

        return found;
    }

    /// <summary>The value as text; empty when there is none.</summary>
    public string TextAt(string path) => At(path)?.ToString() ?? "";
}

internal static class TemplateResources
{
    public static IReadOnlyList<TemplateResource> OfType(this IEnumerable<TemplateResource> all, string type) =>
        [.. all.Where(resource => string.Equals(resource.Type, type, StringComparison.OrdinalIgnoreCase))];
}
