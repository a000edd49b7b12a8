using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RenderStudio.Testing.App;

/// <summary>The settings of local.settings.sample.json, by configuration name.</summary>
public static class SampleSettings
{
    private const string Prefix = "whsec_";

    /// <summary>The settings with secrets of their own, as an operator would use them.</summary>
    public static Dictionary<string, string?> Read() =>
        ReadUnchanged().ToDictionary(setting => setting.Key, setting => Replaced(setting.Value));

    /// <summary>The settings with the secrets of the file, which everyone knows.</summary>
    public static Dictionary<string, string?> ReadUnchanged()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "local.settings.sample.json"));
        using var document = JsonDocument.Parse(text);
        return document.RootElement.GetProperty("Values").EnumerateObject()
            .ToDictionary(value => value.Name.Replace("__", ":"), value => value.Value.GetString());
    }

    public static bool IsSecret(string? value)
    {
        var text = value?.Replace(Prefix, "") ?? "";
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            && Encoding.ASCII.GetString(bytes, 0, length).StartsWith("sample-", StringComparison.Ordinal);
    }

    private static string? Replaced(string? value)
    {
        if (!IsSecret(value))
            return value;
        var secret = Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(value!)));
        return value!.StartsWith(Prefix, StringComparison.Ordinal) ? Prefix + secret : secret;
    }
}
