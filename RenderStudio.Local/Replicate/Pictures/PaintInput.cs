using System.Text.Json;
using RenderStudio.Local.Replicate.Catalogue;

namespace RenderStudio.Local.Replicate.Pictures;

/// <summary>The input of a prediction; an omitted field has the default of the schema.</summary>
internal sealed class PaintInput(SimulatedModel model, JsonElement given)
{
    public string Text(string name) => Find(name)?.GetString() ?? "";

    public int? Whole(string name) =>
        Find(name) is { } number ? (int)Math.Clamp(number.GetDouble(), int.MinValue, int.MaxValue) : null;

    public double? Number(string name) => Find(name)?.GetDouble();

    public bool Has(string name) => given.TryGetProperty(name, out _);

    /// <summary>Links of the input pictures without the mask; the source comes first.</summary>
    public IEnumerable<string> ImageLinks =>
        model.ImageKeys.Where(key => key != "mask").Select(Find).OfType<JsonElement>().SelectMany(Links);

    private static IEnumerable<string> Links(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray().Select(v => v.GetString()!)
        : [value.GetString()!];

    private JsonElement? Find(string name)
    {
        if (given.TryGetProperty(name, out var value))
            return value;
        return model.Properties.TryGetProperty(name, out var schema)
            && schema.TryGetProperty("default", out var fallback)
            ? fallback
            : null;
    }
}
