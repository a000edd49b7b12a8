using System.Text.RegularExpressions;
using RenderStudio.Local.Children;
using RenderStudio.Local.FunctionsHost.Apps;

namespace RenderStudio.Local.FunctionsHost.Handlers;

/// <summary>How the handler is started: command line, folder and environment as the host would give them.</summary>
internal static partial class HandlerCommand
{
    private const UnixFileMode AnyExecute =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Refuses an app whose executable is not there or not executable, before anything is started.</summary>
    public static void Check(FunctionApp app) => FindExecutable(app.Folder, app.Host.Handler);

    public static ChildCommand Create(FunctionApp app, int port, bool development)
    {
        var handler = app.Host.Handler;
        return new ChildCommand("The function app", FindExecutable(app.Folder, handler), Arguments(handler))
        {
            WorkingDirectory = Path.Combine(app.Folder, handler.WorkingDirectory ?? ""),
            Environment = Environment(app, port, development),
        };
    }

    private static Dictionary<string, string> Environment(FunctionApp app, int port, bool development)
    {
        var id = Guid.NewGuid().ToString();
        var variables = development
            ? new Dictionary<string, string> { ["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development" } : [];
        foreach (var (name, value) in app.Settings.All)
            variables[name] = value;
        variables["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString();
        variables["FUNCTIONS_HTTPWORKER_PORT"] = port.ToString();
        variables["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"] = id;
        variables["FUNCTIONS_HTTPWORKER_ID"] = id;
        variables["FUNCTIONS_APP_ROOT_PATH"] = app.Folder;
        return variables;
    }

    // The host joins the arguments as they are: one with blanks must carry its own quotes.
    private static string[] Arguments(HandlerDescription handler)
    {
        string[] worker = handler.WorkerPath is { } path ? [$"\"{path}\""] : [];
        var line = string.Join(' ', [.. handler.Arguments, .. worker, .. handler.WorkerArguments]);
        return [.. Argument().Matches(line).Select(match => match.Value.Replace("\"", "", StringComparison.Ordinal))];
    }

    /// <summary>The file in the app where there is one, else what the PATH holds under that name.</summary>
    private static string FindExecutable(string appFolder, HandlerDescription handler)
    {
        var name = handler.ExecutablePath;
        var own = Path.Combine(appFolder, handler.WorkerDirectory ?? "", name);
        if (File.Exists(own))
            return IsExecutable(own) ? own : throw Refusal(name, "is not marked executable (chmod +x)");
        return (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(path => File.Exists(path) && IsExecutable(path))
            ?? throw Refusal(name, "is neither in the app's folder nor on the PATH");
    }

    private static bool IsExecutable(string path) => OperatingSystem.IsWindows()
        || (File.GetUnixFileMode(path) & AnyExecute) != 0;

    private static HostRefusedException Refusal(string name, string what) =>
        new($"host.json: customHandler.description.defaultExecutablePath '{name}' {what}.");

    [GeneratedRegex("(?:\"[^\"]*\"|[^\\s\"])+")]
    private static partial Regex Argument();
}
