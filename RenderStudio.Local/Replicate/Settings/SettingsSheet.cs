using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace RenderStudio.Local.Replicate.Settings;

/// <summary>
/// An immutable set of settings: the general ones, and overrides for predictions whose prompt contains a text.
/// </summary>
internal sealed class SettingsSheet(SimulatorSettings general, IReadOnlyList<PromptOverride> overrides)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private readonly ConcurrentDictionary<string, SimulatorSettings> byLanes = new();

    public SimulatorSettings General => general;

    public SimulatorSettings For(string prompt)
    {
        var matching = overrides.Where(o => prompt.Contains(o.PromptContains, StringComparison.Ordinal)).ToList();
        return matching.Count == 0
            ? general
            : byLanes.GetOrAdd(string.Join('\n', matching.Select(o => o.PromptContains)), _ => Apply(matching));
    }

    /// <summary>The text of the first matching override; empty without a match.</summary>
    public string LaneOf(string prompt) =>
        overrides.FirstOrDefault(o => prompt.Contains(o.PromptContains, StringComparison.Ordinal))?.PromptContains
            ?? "";

    /// <summary>
    /// Applies a change: omitted fields keep their values, null restores a default, an override replaces the one with
    /// the same text (and removes it when it has no settings), <c>overrides: null</c> removes all overrides.
    /// </summary>
    public SettingsSheet Merge(JsonElement change)
    {
        if (change.ValueKind != JsonValueKind.Object)
            throw new SettingsRefusedException("", "invalid_type", "Invalid type. Expected: object");
        var fields = change.EnumerateObject().Where(p => p.Name != "overrides");
        var merged = Read(Write(general), fields, "");
        var kept = change.TryGetProperty("overrides", out var given) ? MergeOverrides(given) : overrides;
        return new SettingsSheet(merged, kept);
    }

    public JsonObject ToJson()
    {
        var json = Write(general);
        json["overrides"] = new JsonArray([.. overrides.Select(o => o.ToJson())]);
        return json;
    }

    private List<PromptOverride> MergeOverrides(JsonElement given)
    {
        if (given.ValueKind == JsonValueKind.Null)
            return [];
        if (given.ValueKind != JsonValueKind.Array)
            throw new SettingsRefusedException("overrides", "invalid_type", "Invalid type. Expected: array");
        var merged = overrides.ToList();
        foreach (var item in given.EnumerateArray())
        {
            var one = PromptOverride.Parse(item);
            _ = Read(Write(new SimulatorSettings()), one.Fields, "overrides.");
            merged.RemoveAll(o => o.PromptContains == one.PromptContains);
            if (one.Fields.Any())
                merged.Add(one);
        }
        return merged;
    }

    private SimulatorSettings Apply(IEnumerable<PromptOverride> matching) =>
        matching.Aggregate(general, (settings, o) => Read(Write(settings), o.Fields, ""));

    private static JsonObject Write(SimulatorSettings settings) =>
        JsonSerializer.SerializeToNode(settings, Json)!.AsObject();

    private static SimulatorSettings Read(JsonObject json, IEnumerable<JsonProperty> change, string path)
    {
        var defaults = Write(new SimulatorSettings());
        foreach (var (name, value) in change.Select(p => (p.Name, p.Value)))
        {
            if (!json.ContainsKey(name))
                throw new SettingsRefusedException(path + name, "additional_property_not_allowed",
                    $"Additional property {name} is not allowed");
            json[name] = value.ValueKind == JsonValueKind.Null
                ? defaults[name]?.DeepClone()
                : JsonSerializer.SerializeToNode(value);
        }
        return Check(Parse(json, path), path);
    }

    private static SimulatorSettings Parse(JsonObject json, string path)
    {
        try
        {
            return json.Deserialize<SimulatorSettings>(Json)!;
        }
        catch (JsonException e)
        {
            throw new SettingsRefusedException(path + e.Path?.TrimStart('$', '.'), "invalid_type", "Invalid type");
        }
    }

    private static SimulatorSettings Check(SimulatorSettings settings, string path)
    {
        var results = new List<ValidationResult>();
        if (Validator.TryValidateObject(settings, new ValidationContext(settings), results,
            validateAllProperties: true))
            return settings;
        var name = JsonNamingPolicy.CamelCase.ConvertName(results[0].MemberNames.First());
        throw new SettingsRefusedException(path + name, "range", results[0].ErrorMessage!);
    }
}
