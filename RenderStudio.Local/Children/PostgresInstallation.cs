using System.Text.Json;

namespace RenderStudio.Local.Children;

/// <summary>
/// The binaries and an empty template cluster; copying the cluster takes a tenth of the time of initdb. PostgreSQL
/// does not run as root, and other users cannot access root's folders, so for root both are in /var/cache, readable by
/// all users.
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

    /// <summary>
    /// Creates a cluster in the folder unless it exists. Root changes the owner to the user that runs the server.
    /// </summary>
    public async Task PrepareClusterAsync(string folder, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
            await CreateAsync(folder, temporary => RunAsync("cp", ["-a", Template, temporary], cancellation));
        else if (IsRoot)
            await ChangeOwnerAsync(folder, cancellation);
    }

    private async Task CreateCacheAsync(CancellationToken cancellation)
    {
        if (Directory.Exists(cache))
            return;
        Directory.CreateDirectory(cache);
        await RunAsync("chmod", ["755", Path.GetDirectoryName(cache)!, cache], cancellation);
    }

    private Task CopyBinariesAsync(CancellationToken cancellation) => CreateAsync(Native, async temporary =>
    {
        await RunAsync("cp", ["-a", Path.Combine(package, "native"), temporary], cancellation);
        await RunAsync("chmod", ["-R", "a+rX", temporary], cancellation);
    });

    private Task PrepareTemplateAsync(CancellationToken cancellation) => CreateAsync(Template, async temporary =>
    {
        Directory.CreateDirectory(temporary);
        if (IsRoot)
            await ChangeOwnerAsync(temporary, cancellation);
        await ChildProcess.RunAsync(new ChildCommand("initdb", Path.Combine(Native, "bin", "initdb"),
        [
            "--pgdata", temporary, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C",
            "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--wal-segsize", "4",
        ])
        { Unprivileged = true }, cancellation);
    });

    // Several processes can prepare the same folder at the same time: the first rename succeeds, and an incomplete
    // folder is never visible.
    private static async Task CreateAsync(string folder, Func<string, Task> make)
    {
        var temporary = $"{folder}.{Guid.NewGuid():n}";
        try
        {
            await make(temporary);
            Directory.Move(temporary, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }

    private static Task ChangeOwnerAsync(string folder, CancellationToken cancellation) =>
        RunAsync(
            "chown", ["-R", $"{ChildCommand.UnprivilegedUser}:{ChildCommand.UnprivilegedUser}", folder], cancellation);

    private static Task RunAsync(string tool, string[] arguments, CancellationToken cancellation) =>
        ChildProcess.RunAsync(new ChildCommand(tool, tool, arguments), cancellation);
}
