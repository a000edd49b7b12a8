using System.Diagnostics;

namespace RenderStudio.Local.Children;

/// <summary>What to run as a child. The name is for people.</summary>
public sealed record ChildCommand(string Name, string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>"nobody" on Linux; given as a number, since an image may lack the name.</summary>
    public const string UnprivilegedUser = "65534";

    public string? WorkingDirectory { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Called with each line of standard output, and <see cref="OnError"/> with each of standard error.
    /// </summary>
    public Action<string>? OnOutput { get; init; }

    public Action<string>? OnError { get; init; }

    /// <summary>Gives up root's rights first. Means nothing when this process is not root.</summary>
    public bool Unprivileged { get; init; }

    /// <summary>The child stays in this process's session and process group, so that one signal to the group reaches
    /// both.</summary>
    public bool SharesGroup { get; init; }

    public ProcessStartInfo ToStartInfo()
    {
        string[] line = [.. Guards(), FileName, .. Arguments];
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

    // Both commands exec, so the child keeps its pid. setsid: Ctrl-C in the terminal is for us alone, we stop the
    // children in order. pdeathsig: the kernel kills the child when we die, even by SIGKILL.
    private string[] Guards()
    {
        var dropsRights = Unprivileged && System.Environment.IsPrivilegedProcess;
        if (Find("setsid") is not { } setsid || Find("setpriv") is not { } setpriv)
            return dropsRights ? throw new CannotStartException(
                $"{Name} refuses to run as root, and 'setpriv' (util-linux) is missing: run as another user.") : [];
        string[] user = dropsRights
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
