using System.Diagnostics;
using RenderStudio.Local.FunctionsHost.Apps;

namespace RenderStudio.Local.FunctionsHost.Handlers;

/// <summary>How the handler is started: command line, folder and environment as the host would give them.</summary>
internal static class HandlerCommand
{
    public static ProcessStartInfo Create(FunctionApp app, int port, bool development)
    {
        var handler = app.Host.Handler;
        var info = new ProcessStartInfo
        {
            FileName = FindExecutable(app.Folder, handler),
            Arguments = Arguments(handler),
            WorkingDirectory = Path.Combine(app.Folder, handler.WorkingDirectory ?? ""),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (development)
            info.Environment["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development";
        foreach (var (name, value) in app.Settings.All)
            info.Environment[name] = value;
        foreach (var prefix in (string[])["FUNCTIONS_CUSTOMHANDLER_PORT", "FUNCTIONS_HTTPWORKER_PORT"])
            info.Environment[prefix] = port.ToString();
        var id = Guid.NewGuid().ToString();
        info.Environment["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"] = id;
        info.Environment["FUNCTIONS_HTTPWORKER_ID"] = id;
        info.Environment["FUNCTIONS_APP_ROOT_PATH"] = app.Folder;
        return info;
    }

    // The host joins the arguments as they are: one with blanks must carry its own quotes.
    private static string Arguments(HandlerDescription handler) => string.Join(' ',
        [.. handler.Arguments, .. handler.WorkerPath is { } path ? [$"\"{path}\""] : Array.Empty<string>(),
            .. handler.WorkerArguments]);

    /// <summary>The file in the app where there is one, else what the PATH holds under that name.</summary>
    private static string FindExecutable(string appFolder, HandlerDescription handler)
    {
        var name = handler.ExecutablePath;
        var own = Path.Combine(appFolder, handler.WorkerDirectory ?? "", name);
        if (File.Exists(own))
            return IsExecutable(own) ? own : throw Refusal(name, "is not marked executable (chmod +x)");
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(path => File.Exists(path) && IsExecutable(path))
            ?? throw Refusal(name, "is neither in the app's folder nor on the PATH");
    }

    private static bool IsExecutable(string path) => OperatingSystem.IsWindows()
        || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;

    private static HostRefusedException Refusal(string name, string what) =>
        new($"host.json: customHandler.description.defaultExecutablePath '{name}' {what}.");
}
