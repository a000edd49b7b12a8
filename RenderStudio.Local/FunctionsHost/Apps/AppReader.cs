namespace RenderStudio.Local.FunctionsHost.Apps;

/// <summary>Reads a published app as the host does, and refuses what the host or Azure would refuse.</summary>
internal static class AppReader
{
    public static FunctionApp Read(StandInHostOptions options)
    {
        var settings = new AppSettings(options.Settings, options.StorageConnection);
        if (settings["FUNCTIONS_WORKER_RUNTIME"] is { } runtime and not "custom")
            throw new HostRefusedException(
                $"App settings: FUNCTIONS_WORKER_RUNTIME is '{runtime}', but a custom handler needs 'custom'.");
        var folder = Path.GetFullPath(options.AppFolder);
        var host = HostJsonReader.Read(folder, settings, options.Development);
        if (host.Port is not null && options.Instances > 1)
            throw new HostRefusedException("host.json: customHandler.port serves one instance only.");
        // One level deep only, as the host looks.
        AppFunction[] functions = [.. Directory.EnumerateDirectories(folder)
            .Select(directory => Path.Combine(directory, "function.json"))
            .Where(File.Exists)
            .Order(StringComparer.Ordinal)
            .Select(FunctionFile.Read)
            .Where(file => !file.IsDisabled(settings))
            .Select(file => FunctionReader.Read(file, host, settings))];
        if (functions.Length == 0)
            throw new HostRefusedException(
                $"{folder} holds no function: <Name>/function.json is looked for one level deep.");
        var app = new FunctionApp(folder, host, settings, functions);
        CheckRoutes(app);
        return app;
    }

    private static void CheckRoutes(FunctionApp app)
    {
        var taken = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var function in app.With<HttpTrigger>())
        {
            IReadOnlyList<string> methods = function.Trigger.Methods is { Count: > 0 } some ? some : ["*"];
            foreach (var method in methods)
            {
                if (!taken.TryAdd($"{method} {function.Trigger.Template}", function.Name))
                    throw FunctionFile.Refusal(function.Name,
                        $"{method} {function.Trigger.Template} is already the route of "
                        + taken[$"{method} {function.Trigger.Template}"]);
            }
        }
    }
}
