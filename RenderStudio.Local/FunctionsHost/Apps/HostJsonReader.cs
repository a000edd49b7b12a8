using System.Text.Json;

namespace RenderStudio.Local.FunctionsHost.Apps;

/// <summary>Reads host.json as the host binds it: names in any case, app settings named
/// <c>AzureFunctionsJobHost__a__b</c> over the file's <c>a.b</c>.</summary>
internal static class HostJsonReader
{
    private const string OverridePrefix = "AzureFunctionsJobHost__";

    public static HostJson Read(string appFolder, AppSettings settings, bool development)
    {
        var root = new HostJsonSection(Load(Path.Combine(appFolder, "host.json"), settings), "");
        if (root.Text("version") != "2.0")
            throw new HostRefusedException("host.json: \"version\" must be \"2.0\".");
        if (root.Has("configurationProfile"))
            throw new HostRefusedException(
                "host.json: a configurationProfile makes http.routes, which exclude functions with a function.json.");
        var handler = root.Section("customHandler");
        var extensions = root.Section("extensions");
        return new HostJson
        {
            Handler = HandlerDescriptionReader.Read(handler, settings),
            Proxying = HandlerDescriptionReader.ReadProxying(handler),
            Port = handler.Number("port", 0, 0, 65535) is var port and > 0 ? port : null,
            InitializationTimeout = handler.Duration("initializationTimeout", TimeSpan.FromSeconds(30), TimeSpan.Zero),
            RoutePrefix = extensions.Section("http").Has("routePrefix")
                ? extensions.Section("http").Text("routePrefix")?.Trim('/') ?? "" : "api",
            Queues = ReadQueues(extensions.Section("queues"), development),
            FunctionTimeout = ReadFunctionTimeout(root),
            HasExtensionBundle = ReadExtensionBundle(root.Section("extensionBundle"), root.Has("extensionBundle")),
        };
    }

    private static IConfigurationRoot Load(string path, AppSettings settings)
    {
        if (!File.Exists(path))
            throw new HostRefusedException(
                $"{path} does not exist: a published function app has a host.json at its root.");
        var overrides = settings.All
            .Where(setting => setting.Key.StartsWith(OverridePrefix, StringComparison.OrdinalIgnoreCase))
            .Select(setting => KeyValuePair.Create(
                setting.Key[OverridePrefix.Length..].Replace("__", ":", StringComparison.Ordinal),
                (string?)setting.Value));
        try
        {
            using var file = File.OpenRead(path);
            return new ConfigurationBuilder().AddJsonStream(file).AddInMemoryCollection(overrides).Build();
        }
        catch (Exception error) when (error is FormatException or InvalidDataException or JsonException)
        {
            throw new HostRefusedException($"host.json is not valid JSON: {error.Message}");
        }
    }

    private static QueueRules ReadQueues(HostJsonSection queues, bool development)
    {
        var batchSize = queues.Number("batchSize", 16, 1, 32);
        var encoding = queues.Text("messageEncoding") ?? "base64";
        return new QueueRules
        {
            BatchSize = batchSize,
            NewBatchThreshold = queues.Number(
                "newBatchThreshold", batchSize / 2 * Environment.ProcessorCount, 0, int.MaxValue),
            MaxDequeueCount = queues.Number("maxDequeueCount", 5, 1, int.MaxValue),
            VisibilityTimeout = queues.Duration("visibilityTimeout", TimeSpan.Zero, TimeSpan.Zero),
            MaxPollingInterval = queues.Duration("maxPollingInterval",
                development ? TimeSpan.FromSeconds(2) : TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(100)),
            Base64 = encoding.ToLowerInvariant() switch
            {
                "base64" => true,
                "none" => false,
                _ => throw queues.Refusal("messageEncoding", encoding, "base64 or none"),
            },
        };
    }

    private static TimeSpan? ReadFunctionTimeout(HostJsonSection root) =>
        root.Text("functionTimeout") is "-1" or "-1.00:00:00"
        ? null : root.Duration("functionTimeout", TimeSpan.FromMinutes(30), TimeSpan.FromMilliseconds(1));

    private static bool ReadExtensionBundle(HostJsonSection bundle, bool present)
    {
        if (!present)
            return false;
        if (bundle.Text("id") != "Microsoft.Azure.Functions.ExtensionBundle")
            throw bundle.Refusal("id", bundle.Text("id") ?? "", "Microsoft.Azure.Functions.ExtensionBundle");
        if (bundle.Text("version") != "[4.*, 5.0.0)")
            throw bundle.Refusal("version", bundle.Text("version") ?? "", "[4.*, 5.0.0)");
        return true;
    }
}
