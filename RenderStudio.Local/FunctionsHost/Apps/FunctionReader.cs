using System.Text.RegularExpressions;

namespace RenderStudio.Local.FunctionsHost.Apps;

/// <summary>Turns a function.json into a function, or refuses it by the rule it breaks.</summary>
internal static partial class FunctionReader
{
    public static AppFunction Read(FunctionFile file, HostJson host, AppSettings settings)
    {
        CheckFunction(file);
        var bindings = file.Bindings();
        CheckNames(file, bindings);
        BindingJson[] triggers = [.. bindings.Where(binding => binding.IsTrigger)];
        if (triggers.Length != 1)
            throw FunctionFile.Refusal(
                file.Name, $"a function has exactly one trigger, and this one has {triggers.Length}");
        BindingJson[] others = [.. bindings.Where(binding => !binding.IsTrigger)];
        CheckDirections(triggers[0], others);
        return new AppFunction(file.Name, TriggerReader.Read(file.Name, triggers[0], others, host, settings));
    }

    private static void CheckFunction(FunctionFile file)
    {
        if (!FunctionName().IsMatch(file.Name) || file.Name.Equals("host", StringComparison.OrdinalIgnoreCase))
            throw FunctionFile.Refusal(file.Name,
                $"'{file.Name}' is no function name: a letter, then up to 127 letters, digits, '-' or '_', "
                + "and not 'host'");
        if (file.Json.ContainsKey("retry"))
            throw FunctionFile.Refusal(file.Name, "the stand-in does not follow retry policies");
        if (file.Json.ContainsKey("scriptFile"))
            throw FunctionFile.Refusal(file.Name, "a custom handler's function has no scriptFile");
    }

    private static void CheckNames(FunctionFile file, IReadOnlyList<BindingJson> bindings)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in bindings.Select(binding => binding.Text("name") ?? ""))
        {
            if (name != "$return" && !BindingName().IsMatch(name))
                throw FunctionFile.Refusal(file.Name,
                    $"'{name}' is no binding name: a letter, then up to 127 letters or digits, or $return");
            if (!seen.Add(name))
                throw FunctionFile.Refusal(file.Name, $"two bindings are called '{name}'");
        }
    }

    private static void CheckDirections(BindingJson trigger, IReadOnlyList<BindingJson> others)
    {
        if (trigger.Text("direction") is { } inward && !inward.Equals("in", StringComparison.OrdinalIgnoreCase))
            throw trigger.Refusal($"the direction of {trigger.Type} must be \"in\"");
        foreach (var other in others)
        {
            if (!"out".Equals(other.Text("direction"), StringComparison.OrdinalIgnoreCase))
                throw other.Refusal($"the stand-in knows no input binding '{other.Type}' beside the trigger");
            if (!other.Is("http"))
                throw other.Refusal($"output binding '{other.Type}' is refused: the host rewrites what outputs carry, "
                    + "so send with the storage client instead");
        }
    }

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9_-]{0,127}$")]
    private static partial Regex FunctionName();

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9]{0,127}$")]
    private static partial Regex BindingName();
}
