using System.Security.Cryptography;
using System.Text;

namespace RenderStudio.Local.FunctionsHost.App;

/// <summary>A published app as its files and settings describe it. The functions come from its worker.</summary>
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

    /// <summary>The same for all instances of an app on one machine: their timers share locks named after it.</summary>
    public string HostId => Settings["AzureFunctionsWebHost__hostid"] ?? DefaultHostId();

    /// <summary>Throws <see cref="HostRefusedException"/> for what the real host refuses at its start.</summary>
    public static FunctionApp Read(string folder) => new(Path.GetFullPath(folder));

    private string DefaultHostId()
    {
        var machine = string.Concat(Environment.MachineName.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        var folder = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Folder)));
        return $"{machine[..Math.Min(machine.Length, 15)]}-{folder[..12]}";
    }
}
