namespace RenderStudio.Tests.Functions.Limits;

/// <summary>Settings of a limit that a test exceeds, and what a response tells about it.</summary>
internal static class LowLimit
{
    /// <summary>A limit whose bucket gets one request per minute.</summary>
    public static (string Key, string Value)[] Of(string name, int burst) =>
        [($"Limits:{name}:PerMinute", "1"), ($"Limits:{name}:Burst", $"{burst}")];

    public static string Header(this HttpResponseMessage answer, string name) =>
        string.Join(", ", answer.Headers.GetValues(name));
}
