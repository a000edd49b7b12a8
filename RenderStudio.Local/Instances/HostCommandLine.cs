using System.Reflection;
using RenderStudio.Local.Children;

namespace RenderStudio.Local.Instances;

/// <summary>Runs this very program as a Functions host.</summary>
/// <param name="appFolder">The published app.</param>
/// <param name="settings">The app settings; the host reads them from its environment.</param>
public sealed class HostCommandLine(string appFolder, IReadOnlyDictionary<string, string> settings)
{
    public ChildCommand For(int instance, int port)
    {
        string[] line =
        [
            .. ThisProgram(), "host", "--app", appFolder, "--port", $"{port}", "--instance", $"{instance}",
        ];
        return new ChildCommand($"Instance {instance}", line[0], line[1..]) { Environment = settings };
    }

    // "dotnet RenderStudio.Local.dll" runs as dotnet.
    private static string[] ThisProgram()
    {
        var running = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(running) == "dotnet"
            ? [running, Assembly.GetExecutingAssembly().Location]
            : [running];
    }
}
