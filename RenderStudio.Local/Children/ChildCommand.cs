using System.Diagnostics;

namespace RenderStudio.Local.Children;

/// <summary>A command to run as a child process. The name is for messages.</summary>
public sealed record ChildCommand(string Name, string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>The user "nobody" on Linux, as a number, because an image may lack the name.</summary>
    public const string UnprivilegedUser = "65534";

    public string? WorkingDirectory { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Called for each line of standard output; <see cref="OnError"/> is called for each line of standard error.
    /// </summary>
    public Action<string>? OnOutput { get; init; }

    public Action<string>? OnError { get; init; }

    /// <summary>Runs the child without root privileges. No effect unless this process runs as root.</summary>
    public bool Unprivileged { get; init; }

    /// <summary>
    /// The child stays in the session and process group of this process, so that a signal to the group reaches both.
    /// </summary>
    public bool SharesGroup { get; init; }

    public ProcessStartInfo ToStartInfo()
    {
        string[] line = [.. WrapperCommands(), FileName, .. Arguments];
        var info = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = WorkingDirectory ?? "",
        };
        foreach (var (name, value) in Environment)
            info.Environment[name] = value;
        return info;
    }

    // Both commands call exec, so the child keeps its process id. setsid: Ctrl-C in the terminal signals only this
    // process, which stops the children in order. pdeathsig: the kernel kills the child when this process ends, even by
    // SIGKILL.
    private string[] WrapperCommands()
    {
        var dropsPrivileges = Unprivileged && System.Environment.IsPrivilegedProcess;
        if (Find("setsid") is not { } setsid || Find("setpriv") is not { } setpriv)
            return dropsPrivileges ? throw new CannotStartException(
                $"{Name} cannot run as root, and 'setpriv' (util-linux) is missing: run as another user.") : [];
        string[] user = dropsPrivileges
            ? ["--reuid", UnprivilegedUser, "--regid", UnprivilegedUser, "--clear-groups"]
            : [];
        string[] session = SharesGroup ? [] : [setsid];
        return [.. session, setpriv, "--pdeathsig", "KILL", .. user, "--"];
    }

    private static string? Find(string name) => (System.Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);
}
