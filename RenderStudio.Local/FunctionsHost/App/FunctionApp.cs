using System.Security.Cryptography;
using System.Text;

namespace RenderStudio.Local.FunctionsHost.App;

/// <summary>The files and settings of a published app. The worker reports its functions.</summary>
internal sealed class FunctionApp
{
    private FunctionApp(string folder)
    {
        Folder = folder;
        Settings = AppSettings.Read(folder);
        Host = HostJson.Read(folder, Settings);
        Worker = WorkerConfig.Read(folder, Settings);
    }

    public string Folder { get; }

    public AppSettings Settings { get; }

    public HostJson Host { get; }

    public WorkerConfig Worker { get; }

    /// <summary>
    /// The same id for all instances of an app on one machine, because the names of the timers' shared locks contain
    /// it.
    /// </summary>
    public string HostId => Settings["AzureFunctionsWebHost__hostid"] ?? DefaultHostId();

    /// <exception cref="HostRefusedException">The real host would reject the app at its start.</exception>
    public static FunctionApp Read(string folder) => new(Path.GetFullPath(folder));

    private string DefaultHostId()
    {
        var machine = string.Concat(Environment.MachineName.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        var folder = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Folder)));
        return $"{machine[..Math.Min(machine.Length, 15)]}-{folder[..12]}";
    }
}
