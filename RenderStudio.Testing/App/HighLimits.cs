namespace RenderStudio.Testing.App;

/// <summary>Settings with which tests and benchmarks do not exceed the limits of requests.</summary>
public static class HighLimits
{
    public static IReadOnlyDictionary<string, string> Settings { get; } =
        new[] { "Addresses", "Webhooks", "Keys", "Reads", "Changes", "Submits", "Preparations" }
            .SelectMany(kind => new[] { ($"Limits:{kind}:PerMinute", "10000000"), ($"Limits:{kind}:Burst", "1000000") })
            .Append(("Limits:OpenStreams", "100000"))
            .Append(("Replicate:CreatesPerMinute", "10000000"))
            .Append(("Replicate:CreateBurst", "10000000"))
            .ToDictionary(setting => setting.Item1, setting => setting.Item2);
}
