using Newtonsoft.Json.Linq;

namespace RenderStudio.Local.FunctionsHost.Apps;

/// <summary>One entry of <c>bindings</c> in a function.json; property names in any case.</summary>
internal sealed class BindingJson(string function, JObject json)
{
    public string Type => Text("type") ?? "";

    public bool IsTrigger => Type.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase);

    public bool Is(string type) => Type.Equals(type, StringComparison.OrdinalIgnoreCase);

    public JToken? Token(string name) => json.GetValue(name, StringComparison.OrdinalIgnoreCase);

    public string? Text(string name) => Token(name) is { Type: JTokenType.String } token ? (string?)token : null;

    public string Required(string name) => Text(name) is { Length: > 0 } text
        ? text : throw Refusal($"the {Type} binding has no {name}");

    public bool Flag(string name, bool otherwise) => Token(name) switch
    {
        null => otherwise,
        { Type: JTokenType.Boolean } token => (bool)token,
        _ => throw Refusal($"{name} of the {Type} binding must be true or false"),
    };

    /// <summary>A required text with app settings in place of <c>%NAME%</c>.</summary>
    public string Resolved(string name, AppSettings settings) => settings.Resolve(Required(name))
        ?? throw Refusal($"{name} is '{Required(name)}', which names an app setting that does not exist");

    public HostRefusedException Refusal(string rule) => FunctionFile.Refusal(function, rule);
}
