using System.Text.Json;

namespace RenderStudio.Local.Children;

/// <summary>
/// The binaries and a prepared empty cluster: copying one takes a tenth of the time of initdb. PostgreSQL refuses to
/// run as root, and root's folders are closed to others, so for root both live in /var/cache, readable by everybody.
/// </summary>
public sealed class PostgresInstallation
{
    private readonly string cache;
    private readonly string package = NpmParts.Postgres;

    private PostgresInstallation()
    {
        using var about = JsonDocument.Parse(File.ReadAllText(Path.Combine(package, "package.json")));
        var version = about.RootElement.GetProperty("version").GetString()!;
        var root = IsRoot ? "/var/cache/render-studio" : Path.Combine(NpmParts.NodeModules, ".cache", "render-studio");
        cache = Path.Combine(root, $"postgres-{version}");
    }

    public static bool IsRoot => Environment.IsPrivilegedProcess;

    private string Native => IsRoot ? Path.Combine(cache, "native") : Path.Combine(package, "native");

    private string Template => Path.Combine(cache, "cluster-1");

    public string Server => Path.Combine(Native, "bin", "postgres");

    public static async Task<PostgresInstallation> PrepareAsync(CancellationToken cancellation)
    {
        var installation = new PostgresInstallation();
        await installation.CreateCacheAsync(cancellation);
        if (!Directory.Exists(installation.Native))
            await installation.CopyBinariesAsync(cancellation);
        if (!Directory.Exists(installation.Template))
            await installation.PrepareTemplateAsync(cancellation);
        return installation;
    }

    /// <summary>Makes the folder a cluster, unless it is one. Root hands it to the user that runs the server.</summary>
    public async Task PrepareClusterAsync(string folder, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
            await MadeAtOnceAsync(folder, half => RunAsync("cp", ["-a", Template, half], cancellation));
        else if (IsRoot)
            await HandOverAsync(folder, cancellation);
    }

    private async Task CreateCacheAsync(CancellationToken cancellation)
    {
        if (Directory.Exists(cache))
            return;
        Directory.CreateDirectory(cache);
        await RunAsync("chmod", ["755", Path.GetDirectoryName(cache)!, cache], cancellation);
    }

    private Task CopyBinariesAsync(CancellationToken cancellation) => MadeAtOnceAsync(Native, async half =>
    {
        await RunAsync("cp", ["-a", Path.Combine(package, "native"), half], cancellation);
        await RunAsync("chmod", ["-R", "a+rX", half], cancellation);
    });

    private Task PrepareTemplateAsync(CancellationToken cancellation) => MadeAtOnceAsync(Template, async half =>
    {
        Directory.CreateDirectory(half);
        if (IsRoot)
            await HandOverAsync(half, cancellation);
        await ChildProcess.RunAsync(new ChildCommand("initdb", Path.Combine(Native, "bin", "initdb"),
        [
            "--pgdata", half, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C",
            "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--wal-segsize", "4",
        ])
        { Unprivileged = true }, cancellation);
    });

    // Several studios may prepare the same folder at once: the first rename wins, and nobody sees a half-made folder.
    private static async Task MadeAtOnceAsync(string folder, Func<string, Task> make)
    {
        var half = $"{folder}.{Guid.NewGuid():n}";
        try
        {
            await make(half);
            Directory.Move(half, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
        }
        finally
        {
            if (Directory.Exists(half))
                Directory.Delete(half, recursive: true);
        }
    }

    private static Task HandOverAsync(string folder, CancellationToken cancellation) =>
        RunAsync(
            "chown", ["-R", $"{ChildCommand.UnprivilegedUser}:{ChildCommand.UnprivilegedUser}", folder], cancellation);

    private static Task RunAsync(string tool, string[] arguments, CancellationToken cancellation) =>
        ChildProcess.RunAsync(new ChildCommand(tool, tool, arguments), cancellation);
}
