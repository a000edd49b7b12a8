using System.Globalization;
using System.Text.Json;

namespace RenderStudio.Local.FunctionsHost.App;

/// <summary>
/// The content of host.json. A setting <c>AzureFunctionsJobHost__a__b</c> overrides its value <c>a.b</c>. The listeners
/// bind their own sections.
/// </summary>
internal sealed class HostJson
{
    /// <summary>The section from which the WebJobs SDK reads its options.</summary>
    public const string Section = "AzureFunctionsJobHost";

    public static readonly JsonDocumentOptions Lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly IConfigurationSection root;

    private HostJson(IConfiguration configuration)
    {
        Configuration = configuration;
        root = configuration.GetSection(Section);
        var prefix = root["extensions:http:routePrefix"] ?? "api";
        RoutePrefix = prefix.Trim('/');
        FunctionTimeout = ReadFunctionTimeout();
    }

    /// <summary>All app settings and host.json.</summary>
    public IConfiguration Configuration { get; }

    public IConfigurationSection Logging => root.GetSection("logging");

    public string RoutePrefix { get; }

    /// <summary>Timeout of an invocation; null for none.</summary>
    public TimeSpan? FunctionTimeout { get; }

    public static HostJson Read(string appFolder, AppSettings settings)
    {
        var file = Path.Combine(appFolder, "host.json");
        var values = File.Exists(file) ? Flatten(file) : [];
        // The real host writes a default file when none exists.
        var version = File.Exists(file) ? values.GetValueOrDefault($"{Section}:version") : "2.0";
        if (version != "2.0")
            throw new HostRefusedException($"host.json: \"version\" is '{version}', but must be \"2.0\".");
        values["AzureWebJobsConfigurationSection"] = Section;
        return new HostJson(new ConfigurationBuilder()
            .AddInMemoryCollection(values).AddConfiguration(settings.Configuration).Build());
    }

    private TimeSpan? ReadFunctionTimeout()
    {
        if (root["functionTimeout"] is not { Length: > 0 } text)
            return TimeSpan.FromMinutes(30);
        if (text is "-1" or "-1.00:00:00")
            return null;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var limit) && limit >= TimeSpan.FromSeconds(1)
            ? limit
            : throw new HostRefusedException($"host.json: functionTimeout is '{text}', but must be 00:00:01 or more.");
    }

    private static Dictionary<string, string?> Flatten(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return new ConfigurationBuilder().AddJsonStream(stream).Build().AsEnumerable()
                .Where(entry => entry.Value is not null)
                .ToDictionary(entry => $"{Section}:{entry.Key}", entry => entry.Value);
        }
        catch (Exception error) when (error is FormatException or InvalidDataException or JsonException)
        {
            throw new HostRefusedException($"host.json is not valid JSON: {error.Message}");
        }
    }
}
