using System.Reflection;
using RenderStudio.Local.Children;

namespace RenderStudio.Local.Instances;

/// <summary>Creates the command that runs this program as a Functions host.</summary>
/// <param name="appFolder">Folder of the published app.</param>
/// <param name="settings">The app settings, which the host reads from its environment.</param>
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

    // When started as "dotnet RenderStudio.Local.dll", the process is dotnet.
    private static string[] ThisProgram()
    {
        var running = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(running) == "dotnet"
            ? [running, Assembly.GetExecutingAssembly().Location]
            : [running];
    }
}
