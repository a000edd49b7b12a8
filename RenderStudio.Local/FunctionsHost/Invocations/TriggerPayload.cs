using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace RenderStudio.Local.FunctionsHost.Invocations;

/// <summary>The body of a JSON call: <c>{"Data":{binding:value},"Metadata":{…}}</c>.</summary>
internal sealed class TriggerPayload(string bindingName, object value)
{
    private readonly Dictionary<string, object> metadata = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A later value overwrites an earlier one whose name differs only in case, as at the host.</summary>
    public TriggerPayload With(string name, object? item)
    {
        if (item is not null && !name.EndsWith("trigger", StringComparison.OrdinalIgnoreCase))
            metadata[name] = item;
        return this;
    }

    /// <summary>Adds the top-level properties of a text that is a JSON object; nothing for any other text.</summary>
    public TriggerPayload WithPropertiesOf(string text)
    {
        if (!text.TrimStart().StartsWith('{'))
            return this;
        try
        {
            foreach (var property in JObject.Parse(text).Properties())
            {
                if (property.Value.Type is not (JTokenType.Array or JTokenType.Null))
                    With(property.Name, WireValue.OfMerged(property.Value));
            }
        }
        catch (JsonException)
        {
            // Not JSON after all: then it has no properties.
        }
        return this;
    }

    public string ToJson(string function, DateTimeOffset now)
    {
        var written = new JObject();
        foreach (var (name, item) in metadata)
            written[name] = WireValue.Of(item);
        written["sys"] = new JObject
        {
            ["MethodName"] = function,
            ["UtcNow"] = now.UtcDateTime,
            ["RandGuid"] = Guid.NewGuid(),
        };
        return new JObject
        {
            ["Data"] = new JObject { [bindingName] = WireValue.Of(value) },
            ["Metadata"] = written,
        }.ToString(Formatting.None);
    }
}
