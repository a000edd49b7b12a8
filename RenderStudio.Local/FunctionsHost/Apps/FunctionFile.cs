using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace RenderStudio.Local.FunctionsHost.Apps;

/// <summary>One function.json, read but not yet understood.</summary>
internal sealed record FunctionFile(string Name, JObject Json)
{
    public static FunctionFile Read(string path)
    {
        var name = Path.GetFileName(Path.GetDirectoryName(path)!);
        try
        {
            return new FunctionFile(name, JObject.Parse(File.ReadAllText(path)));
        }
        catch (JsonException error)
        {
            throw Refusal(name, $"not valid JSON: {error.Message.TrimEnd('.')}");
        }
    }

    public IReadOnlyList<BindingJson> Bindings() =>
        Json.GetValue("bindings", StringComparison.OrdinalIgnoreCase) is JArray { Count: > 0 } array
            ? [.. array.Select(entry => new BindingJson(Name, entry as JObject
                ?? throw Refusal(Name, "an entry of bindings is not an object")))]
            : throw Refusal(Name, "bindings is missing or empty");

    public bool IsDisabled(AppSettings settings) =>
        settings.IsTrue($"AzureWebJobs.{Name}.Disabled")
        || Json.GetValue("disabled", StringComparison.OrdinalIgnoreCase) is { Type: JTokenType.Boolean } disabled
            && (bool)disabled;

    public static HostRefusedException Refusal(string function, string rule) =>
        new($"{function}/function.json: {rule}.");
}
