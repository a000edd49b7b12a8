using System.Globalization;
using System.Text.Json;

namespace RenderStudio.Local.FunctionsHost.App;

/// <summary>The content of worker.config.json: the command of the worker and the timeouts of its start.</summary>
internal sealed record WorkerConfig
{
    private const string Runtime = "dotnet-isolated";
    private const string WorkerRoot = "{WorkerRoot}";

    public required string Executable { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Maximum time from the start of the process to its first message.</summary>
    public required TimeSpan StartupTimeout { get; init; }

    /// <summary>Maximum time from the first message to the response with the worker's capabilities.</summary>
    public required TimeSpan InitializationTimeout { get; init; }

    public static WorkerConfig Read(string appFolder, AppSettings settings)
    {
        if (settings["FUNCTIONS_WORKER_RUNTIME"] is { Length: > 0 } runtime && runtime != Runtime)
            throw new HostRefusedException(
                $"FUNCTIONS_WORKER_RUNTIME is '{runtime}', but the app is a {Runtime} app.");
        var file = Path.Combine(appFolder, "worker.config.json");
        if (!File.Exists(file))
            throw new HostRefusedException(
                $"{file} does not exist: the folder does not contain a published isolated worker app.");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file), HostJson.Lenient);
            return Read(json.RootElement, appFolder, settings);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new HostRefusedException($"worker.config.json is not valid: {error.Message}");
        }
    }

    private static WorkerConfig Read(JsonElement json, string appFolder, AppSettings settings)
    {
        var description = json.GetProperty("description");
        var limits = json.TryGetProperty("processOptions", out var options) ? options : default;
        string[] workerPath = Text(description, "defaultWorkerPath") is { Length: > 0 } path
            ? [Path.Combine(appFolder, path)] : [];
        return new WorkerConfig
        {
            Executable = FindExecutable(Text(description, "defaultExecutablePath"), appFolder, settings),
            Arguments = [.. List(description, "arguments"), .. workerPath],
            StartupTimeout = Duration(limits, "processStartupTimeout") ?? TimeSpan.FromSeconds(60),
            InitializationTimeout = Duration(limits, "initializationTimeout") ?? TimeSpan.FromSeconds(10),
        };
    }

    /// <summary>Finds the executable as a path below the app's folder, or as a command on the PATH.</summary>
    private static string FindExecutable(string? name, string appFolder, AppSettings settings)
    {
        if (string.IsNullOrEmpty(name))
            throw new HostRefusedException("worker.config.json: description.defaultExecutablePath is missing.");
        var path = settings.Expand(name)
            .Replace(WorkerRoot, appFolder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        var own = Path.GetFullPath(path, appFolder);
        return File.Exists(own) ? own : Path.GetFileName(path) == path ? path
            : throw new HostRefusedException($"worker.config.json: {own} does not exist.");
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static IEnumerable<string> List(JsonElement json, string name) =>
        json.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(entry => entry.GetString()!)] : [];

    private static TimeSpan? Duration(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && Text(json, name) is { } text
            ? TimeSpan.Parse(text, CultureInfo.InvariantCulture) : null;
}
